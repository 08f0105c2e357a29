"""The files beside the pages: one style sheet, one script, and the theme, mended.

Every request costs a reader on a phone time, so the style sheets of the theme and of the
book come as one file, and the scripts too. What the theme brings for other sites stays
away: maps of its sources, and languages that this site's search does not load.
"""

import re
from fnmatch import fnmatch

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

STYLES, SCRIPTS = "css/nnbook.css", "js/nnbook.js"
THEME_STYLES = ("assets/stylesheets/main.*.min.css", "assets/stylesheets/palette.*.min.css")
THEME_SCRIPT = "assets/javascripts/bundle.*.min.js"
WORKER = "assets/javascripts/workers/search.*.min.js"
UNUSED = ("*.map", "assets/javascripts/lunr/*")
PATCHES = {  # by file: what is there once, and what takes its place
    THEME_SCRIPT: {
        # The index of the search is fetched once a reader goes to the search field …
        r'location\.protocol!=="file:"': "!1",
        # … or comes from there, and sees the words marked.
        r'\("search\.highlight"\)\?': r'("search.highlight")&&/[?&]h=/.test(location.search)?',
        # A <meta> that says which colours the browser's own bars take has it style the page twice more.
        r'(\{name:"color-scheme"\}\));document\.head\.appendChild\([\w$]+\)': r"\1",
        r"[\w$]+\.content=([\w$]+)\.colorScheme,": (
            r'document.documentElement.style.colorScheme=\1.colorScheme==="dark"?"dark":"",'
        ),
    },
    THEME_STYLES[1]: {
        # The colours are set on every page, and this has the browser style it thrice.
        r"\[data-md-color-switching\] \*,[^{}]*\{transition-duration:0s!important\}": "",
    },
    WORKER: {
        # A word that the index knows may end where the words asked for end.
        r"(for\(let (\w+)=(\w+)\+1;\2<)((\w+)\.length;\2\+\+\)\5\.slice\(\3,\2\)in )": r"\1=\4",
    },
}
_MAP = re.compile(r"^(?://|/\*)# sourceMappingURL=.*\n?", re.MULTILINE)


def settle(files, config):
    """Put one style sheet and one script in the place of many; keep out what no page loads.

    files: the Files of the theme and the book. Raises PluginError for a theme without
    the places that are mended here.
    """
    scripts = [*config.extra.pop("polyfills"), THEME_SCRIPT, *map(str, config.extra_javascript)]
    for name, parts in ((STYLES, [*THEME_STYLES, *config.extra_css]), (SCRIPTS, scripts)):
        taken = [_take(files, part) for part in parts]
        files.append(File.generated(config, name, content="\n".join(taken)))
    config.extra_css, config.extra_javascript = [], []
    worker = _named(files, WORKER)
    files.append(File.generated(config, worker.src_uri, content=_take(files, WORKER)))
    for file in list(files):
        if any(fnmatch(file.src_uri, pattern) for pattern in UNUSED):
            files.remove(file)


def _named(files, pattern):
    found = [file for file in files if fnmatch(file.src_uri, pattern)]
    if len(found) != 1:
        raise PluginError(f"{pattern}: one file should have such a name, and {len(found)} have: see assets.py")
    return found[0]


def _take(files, pattern):
    """The text of a file, which leaves the files of the site."""
    file = _named(files, pattern)
    files.remove(file)
    text = _MAP.sub("", file.content_string)
    for place, new in PATCHES.get(pattern, {}).items():
        text, count = re.subn(place, new, text)
        if count != 1:
            message = f"{file.src_uri}: {place} should be there once, and is there {count} times"
            raise PluginError(f"{message}: see in assets.py what it mends, and mend that in this version of the theme")
    return text
