// Everything a page needs apart from the entry grid. Each part looks for its own data-attributes and does nothing
// without them; the pages work without any of it.
import "./htmx-setup.js";
import "./dialogs.js";
import "./keys.js";
import "./palette.js";
import "./copy.js";
import "./density.js";
import "./drafts.js";
import "./seen.js";
import "./forms.js";
import "./bulk.js";
import "./wall.js";
import "./slides.js";
import "./reading.js";
import "./tabs.js";
import "./choices.js";
