"""The MkDocs plugin: one ordinary build a language, one after another.

Whoever calls `mkdocs build` builds the first language; when it is done, the plugin builds
each of the others with a configuration of its own. Every build sees one language only, so
its titles, navigation, search index and 404 page are that language's own. All of them are
woven in one process, which reads and checks the book once: on two cores this takes no
longer than a process for each of them would, and half of the work. What a page contains is the
business of `weave`, a Markdown extension; this plugin only routes.
"""

import logging
import re
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import urlsplit

import jieba
from jinja2 import FileSystemBytecodeCache
from mkdocs import utils
from mkdocs.commands.build import build
from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File

from loom.model import book, inline
from loom.rules import exercises, links
from loom.site import assets, font, segmentation, wheel
from loom.weave import execute, html as weave, notebook
from loom.model import Fault, SourceError

NAMES = {"zh": "中文", "en": "English", "both": "对照"}
BOTH_IN_ENGLISH = "Both"
FONT = "assets/fonts/stix-two-math.woff2"
NO_DAY = "1980-01-01"
_BILINGUAL = re.compile(
    r'((?:<(?:span|div) class="(?:md-ellipsis|md-copyright__highlight|md-source__repository)">|<span class="md-nav__icon md-icon"></span>)\s*)'
    r"([^<>]+?) · ([^<>]+?)(\s*<)"
)
_INSIDE = re.compile(r"(<(math|code)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FOR_SEARCH = re.compile(r' data-search-\w+="[^"]*"')
log = get_plugin_logger("nnbook")


class Options(Config):
    """`languages`: what to build, such as `zh en both`, in this order."""

    languages = config_options.Type(str, default=" ".join(weave.MODES))


class Plugin(BasePlugin[Options]):
    """Builds zh/, en/ and both/ under the site folder, and a root page that picks."""

    first = None  # the plugin that built the first language, for the others

    @event_priority(100)
    def on_config(self, config):
        """Turn the bilingual configuration into that of one language."""
        if self.first is None:
            self._begin(config)
        self.site_url = config.site_url
        config.site_dir = str(self.top / self.lang)
        if self.site_url:
            config.site_url = f"{self.site_url.rstrip('/')}/{self.lang}/"
        config.use_directory_urls = False
        _choose_language(config, self.lang)
        config.theme["language"] = "en" if self.lang == "en" else "zh-Hans"
        config.extra["alternate"] = len(self.languages) > 1
        config.extra["mode"] = self.lang
        return config

    def _begin(self, config):
        self.languages = list(dict.fromkeys(self.config.languages.split()))
        if not self.languages or set(self.languages) - set(weave.MODES):
            wanted = ", ".join(weave.MODES)
            raise PluginError(f"languages: some of {wanted}, not {self.config.languages!r}")
        self.lang, self.top = self.languages[0], Path(config.site_dir)
        _require_writable(_cache(config))
        self.woven = {}  # notebooks by language: 对照 offers those of both
        self.characters = set()  # of the formulas of all languages

    def on_pre_build(self, *, config):
        """Refuse a broken source once, for all languages."""
        if self.first is None:
            self.book = _checked_book(config)
            self.executed = _executed(self.book)
            self.wheel = wheel.build(self.book.root)
            utils.clean_directory(str(self.top))
            jieba.setLogLevel(logging.WARNING)
            if self.languages != ["en"]:
                lines = (line.strip() for page in self.book.pages.values() for line in page.lines)
                segmentation.split_compounds("".join(lines))
        self.options = config.mdx_configs.setdefault("nnbook", {})
        self.options.update({"lang": self.lang, "book": self.book})

    def on_files(self, files, *, config):
        """Add the package and the notebooks, and one style sheet and script for many."""
        assets.settle(files, config)
        files.append(File.generated(config, wheel.name(), content=self.wheel))
        self.notebooks = [lang for lang in notebook.LANGUAGES if self.lang in (lang, "both")]
        top = f"{self.site_url.rstrip('/')}/" if self.site_url else ""
        for lang in self.notebooks:
            if lang not in self.woven:
                address = f"{top}{lang}/" if top else ""
                self.woven[lang] = notebook.files(self.book, lang, address, self.executed)
            for name, text in self.woven[lang].items():
                files.append(File.generated(config, name, content=text))
        return files

    def on_nav(self, nav, **_):
        """Call each page what its heading says; the home page has a shorter name in the menu."""
        for page in nav.pages:
            if not page.is_homepage:
                page.title = self._title(page)
        return nav

    def _title(self, page):
        name = page.file.src_uri
        zh, en = (weave.spoken(words) for words in book.title(self.book.pages[name], name))
        shared = f"{book.chapter_label(name)} "
        return {"zh": zh, "en": en, "both": f"{zh} · {en.removeprefix(shared)}"}[self.lang]

    def on_env(self, env, *, config, **_):
        """Keep the compiled templates of the theme, for the next language and the next build."""
        folder = _cache(config) / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(folder))
        return env

    def on_page_markdown(self, markdown, *, page, **_):
        """Tell the Markdown extension which page it weaves; choose the page's words."""
        self.options["page"] = page.file.src_uri
        page.update_date = NO_DAY  # two builds of one commit are equal on any two days
        page.meta["title"] = self._title(page)
        if "description" in page.meta:
            page.meta["description"] = _chosen(str(page.meta["description"]), self.lang)
        return markdown

    def on_page_content(self, html, *, page, **_):
        """Put in what the programs of the page put out, and the way to its notebook."""
        name = page.file.src_uri
        source = self.book.pages[name]
        if name in self.executed:
            html = execute.insert(source, html, self.executed[name], self.lang)
        return html + notebook.links(name, self.notebooks) if notebook.has_code(source) else html

    @event_priority(50)
    def _before_search(self, context, *, page, config, **_):
        """Say where the same page stands in the other languages; show search the words alone."""
        up = "../" * (page.file.url.count("/") + 1)
        context["alternates"] = self._alternates(up, page.file.dest_uri)
        config.extra["scope"] = up  # all languages keep the reader's colours in one place
        context["chapter"] = book.chapter_number(page.file.src_uri)
        context["chapters"] = max(map(book.chapter_number, self.book.pages))
        self.whole, page.content = page.content, _words(page.content)
        return context

    @event_priority(-50)
    def _after_search(self, context, *, page, **_):
        """Show readers the whole page again, without what was said to search."""
        page.content = _FOR_SEARCH.sub("", self.whole)
        return context

    on_page_context = CombinedEvent(_before_search, _after_search)

    def on_post_page(self, output, **_):
        """In 对照, style sheets see it, and the words of the menu and footer say their language."""
        self.characters |= font.used(output)
        if self.lang != "both":
            return output
        return _BILINGUAL.sub(_with_languages, output.replace('class="no-js"', 'class="no-js nn-both"', 1))

    def on_post_template(self, output_content, **_):
        """The same for a page that has no source: the 404 page."""
        return self.on_post_page(output_content)

    def on_template_context(self, context, *, template_name, config):
        """The same for the 404 page, which may be shown at any address."""
        path = urlsplit(self.site_url or "/").path.rstrip("/")
        if template_name == "404.html":
            context["base_url"] = f"{path}/{self.lang}/"
            config.extra["scope"] = f"{path}/"
        context["alternates"] = self._alternates(f"{path}/", "")
        return context

    def _alternates(self, up, url):
        return [self._alternate(lang, up, url) for lang in self.languages]

    def _alternate(self, lang, up, url):
        name, tag = NAMES[lang], weave.TAGS.get(lang, "zh-Hans")
        if lang == "both" and self.lang == "en":
            name, tag = BOTH_IN_ENGLISH, "en"
        return {
            "mode": lang,
            "name": name,
            "tag": tag,
            "hreflang": weave.TAGS.get(lang),
            "href": f"{up}{lang}/{url or 'index.html'}",
            "address": f"{self.site_url.rstrip('/')}/{lang}/{url}" if self.site_url else f"{up}{lang}/{url}",
            "current": lang == self.lang,
        }

    @event_priority(-100)
    def on_post_build(self, *, config):
        """Build the other languages; write their font, the root page and the root's 404."""
        if self.first is not None:
            return
        for lang in self.languages[1:]:
            self._build(lang, config)
        for lang in self.languages:
            place = self.top / lang / FONT
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(font.subset(_cache(config), self.characters).read_bytes())
        template = config.theme.get_env().get_template("root.html")
        path = urlsplit(self.site_url or "/").path.rstrip("/") + "/"
        for name, base in (("index.html", ""), ("404.html", path)):
            html = template.render(
                base=base, languages=self.languages, names=NAMES, tags=weave.TAGS, missing=bool(base)
            )
            (self.top / name).write_text(html, encoding="utf-8", newline="\n")

    def _build(self, lang, config):
        other = load_config(config.config_file_path, strict=config.strict, site_url=self.site_url)
        plugin = other.plugins["nnbook"]
        plugin.first, plugin.lang = self, lang
        plugin.languages, plugin.top = self.languages, self.top
        plugin.book, plugin.executed = self.book, self.executed
        plugin.woven, plugin.wheel, plugin.characters = self.woven, self.wheel, self.characters
        try:
            build(other)
        except Abort:
            raise PluginError(f"the build of {lang} failed; see above") from None


def _cache(config):
    return Path(config.config_file_path).parent / ".cache" / "nnbook"


def _require_writable(folder):
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror}): let it be written, or copy the project"
        raise PluginError(message) from None


def _words(html):
    """A page without the tags inside formulas and programs.

    Search keeps the text there and nothing else, but parses every tag: three of four.
    """
    return _INSIDE.sub(lambda match: match[1] + _TAG.sub("", match[3]) + match[4], html)


def _with_languages(match):
    before, zh, en, after = match.groups()
    return f'{before}<span lang="zh-Hans">{zh}</span> · <span lang="en">{en}</span>{after}'


def _checked_book(config):
    root = Path(config.docs_dir).parent
    try:
        whole = book.load(root)
        for page in whole.pages.values():
            weave.check(page, root)
        broken = [fault for page in whole.pages.values() for fault in notebook.faults(page)]
        if broken:
            raise SourceError(broken)
        faults = [*links.faults(whole), *exercises.faults(whole), *_nav_faults(whole, config.nav)]
    except SourceError as error:
        raise PluginError(f"a source cannot be woven\n{error}") from None
    if faults and config.strict:
        raise PluginError("a link or an exercise leads nowhere\n" + "\n".join(map(str, faults)))
    for fault in faults:
        log.warning(str(fault))
    return whole


def _executed(whole):
    """What the programs of the executed pages put out, by the pages' names."""
    try:
        return {
            name: execute.outputs(page, whole.root)
            for name, page in whole.pages.items()
            if execute.is_executed(page)
        }
    except SourceError as error:
        raise PluginError(f"a program of a page fails\n{error}") from None


def _nav_faults(whole, nav):
    listed = {name: title for title, name in _nav_files(nav)}
    for name, page in whole.pages.items():
        if nav is not None and name not in listed:
            yield Fault(page.path, 1, "this page is not in the nav of mkdocs.yml: add a line there")
        elif listed and listed[name] and name != "index.md":
            yield Fault(page.path, 1, f"its heading names it in the menu: write `- {name}` in the nav of mkdocs.yml")


def _nav_files(nav, title=None):
    """(title, name) of every page that is listed."""
    if isinstance(nav, str):
        yield title, nav
    elif isinstance(nav, dict):
        for name, value in nav.items():
            yield from _nav_files(value, name)
    else:
        for item in nav or ():
            yield from _nav_files(item)


def _choose_language(config, lang):
    """Every `中文 | English` of mkdocs.yml becomes the words of one language."""
    for key in ("site_name", "site_description", "copyright", "repo_name"):
        config[key] = _chosen(config[key], lang)
    config.nav = _chosen(config.nav, lang)
    config.theme["palette"] = _chosen(config.theme["palette"], lang)
    config.mdx_configs["toc"] = _chosen(config.mdx_configs.get("toc", {}), lang)


def _chosen(value, lang):
    if isinstance(value, dict):
        return {_chosen(key, lang): _chosen(item, lang) for key, item in value.items()}
    if isinstance(value, list):
        return [_chosen(item, lang) for item in value]
    halves = inline.split_languages(value) if isinstance(value, str) else None
    if halves is None:
        return value
    return {"zh": halves[0], "en": halves[1], "both": " · ".join(halves)}[lang]
