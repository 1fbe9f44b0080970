# Điều Phối: one word for each thing one does with a clone. `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo serve dev test lint bench assets messages base-ready dev-ready clean

help: ## Danh sách các việc
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18
	@echo "  Biến: PORT=8000  DATABASE_URL=postgresql://…  PYTHON=python3.11  DIEUPHOI_VAR=thư-mục"

base-ready:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "Lỗi: máy này thiếu $(PYTHON). Hãy chạy: sudo apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) scripts/setup.py base

dev-ready:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "Lỗi: máy này thiếu $(PYTHON). Hãy chạy: sudo apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) scripts/setup.py dev

# `exec`: Ctrl-C reaches the program itself, which then stops everything it started.
demo: base-ready ## Chạy bản trình diễn ở http://localhost:8000 (tự cài, tự tạo dữ liệu)
	@exec $(VENV)/dieuphoi demo

serve: base-ready assets ## Chạy chương trình trên dữ liệu của bản này
	@exec $(VENV)/dieuphoi serve

dev: dev-ready ## Chạy để viết mã: tự nạp lại khi sửa
	@exec $(VENV)/dieuphoi dev

assets: base-ready ## Dựng giao diện (npm và esbuild kèm theo)
	@$(VENV)/dieuphoi assets

messages: base-ready ## Dịch lại các bản dịch (.po → .mo)

test: dev-ready ## Chạy mọi kiểm thử, song song, trên PostgreSQL kèm theo
	@$(VENV)/dieuphoi assets
	@$(VENV)/python scripts/browser_notice.py
	@$(VENV)/python -m pytest -n auto --dist worksteal -rs $(ARGS)

lint: dev-ready ## Kiểm tra mã: ruff, mypy, tầng import, djlint, migrations, pip-audit
	@sh scripts/lint.sh

bench: dev-ready ## Đo tốc độ: mỗi số một dòng JSON
	@$(VENV)/dieuphoi assets
	@$(VENV)/dieuphoi bench

clean: ## Xoá môi trường và thư viện giao diện (giữ dữ liệu trong var/)
	rm -rf .venv frontend/node_modules src/dieuphoi/core/ui/static/ui/dist
