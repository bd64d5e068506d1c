"""The page of every component as pictures, compared with those that were looked at and found good."""

import io
import pathlib

from PIL import Image, ImageChops, ImageStat

from visit import Suite, Visit

GOOD = pathlib.Path(__file__).parent / "pictures"
LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
# Another build of Chromium draws edges of letters otherwise. A colour, a space or a size that is lost changes far more than these.
MOST_CHANGED = 0.005
VISIBLY = 48


class PictureTests(Suite):
    """Pictures. run.py --renew keeps what the components look like now."""

    renew = False

    def look(self, width, scheme, **options):
        with Visit(self, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **options) as visit:
            page = visit.page
            page.goto(self.base + "/design")
            page.evaluate("document.fonts.ready.then(() => true)")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{wide} px wider than the window"
            return Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")

    def test_01_every_component_looks_as_it_did(self):
        GOOD.mkdir(exist_ok=True)
        for width, scheme in LOOKS:
            file, now = GOOD / f"design-{width}-{scheme}.png", self.look(width, scheme)
            if self.renew:
                now.quantize(64).save(file, optimize=True)
            assert file.exists(), f"there is no {file.name}: look at the page, then run with --renew"
            good = Image.open(file).convert("RGB")
            if self.shots:
                now.save(self.shots / file.name)
            assert good.size == now.size, f"{file.name} was {good.size} and is {now.size}"
            grey = ImageChops.difference(good, now).convert("L").point(lambda value: 255 if value > VISIBLY else 0)
            changed = ImageStat.Stat(grey).mean[0] / 255
            print(f"        {file.name}: {100 * changed:.3f} % changed", flush=True)
            assert changed <= MOST_CHANGED, f"{100 * changed:.2f} % of {file.name} changed"

    def test_02_the_comparison_sees_a_lost_margin(self):
        if self.renew:
            return
        good = Image.open(GOOD / "design-1280-light.png").convert("RGB")
        lost = ImageChops.offset(good, 0, 15)
        grey = ImageChops.difference(good, lost).convert("L").point(lambda value: 255 if value > VISIBLY else 0)
        assert ImageStat.Stat(grey).mean[0] / 255 > MOST_CHANGED

    def test_03_nothing_is_too_wide_at_320_px_and_with_text_of_200_percent(self):
        self.look(320, "light")
        with Visit(self, viewport={"width": 640, "height": 900}) as visit:
            page = visit.page
            page.add_init_script("addEventListener('DOMContentLoaded', () => document.documentElement.style.setProperty('font-size', '200%'))")
            for path in ("/", "/answers", "/design"):
                page.goto(self.base + path)
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} is {wide} px wider than the window"

    def test_04_forced_colours_leave_everything_usable(self):
        with Visit(self, viewport={"width": 1280, "height": 900}, forced_colors="active") as visit:
            page = visit.page
            page.goto(self.base + "/design")
            border = page.evaluate("getComputedStyle(document.querySelector('.button')).borderTopStyle")
            assert border == "solid", border
            self.picture(page, "forced-colours")
