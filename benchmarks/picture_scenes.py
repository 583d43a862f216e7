"""Scenes in which people's pictures of digits are taken: test digits on sheets, cards, tiles, rules and screens."""

import io
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

Random = np.random.Generator
Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]
Maker = Callable[[Pixels, Random], bytes]
Shares = NDArray[np.float64]  # of ink (H, W), or of light (H, W[, 3]), 0..1

BLACK, BLUE, PENCIL, WHITE = (25, 25, 25), (20, 30, 90), (110, 110, 112), (245, 243, 238)
TABLE, YELLOW, GREY = (70, 50, 40), (250, 225, 90), (90, 92, 96)
RULES = {"grey": (110, 110, 120), "blue": (120, 160, 235), "red": (225, 120, 120)}


def written(digit: Pixels, side: int, ink: Colour = BLACK, paper: Any = WHITE) -> NDArray[np.float64]:
    """The digit (side, side, 3) in ink on paper, which may be a colour or a picture."""
    share = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))[..., None] / 255
    return np.asarray(paper) * (1 - share) + np.array(ink) * share


def taken(seen: NDArray[np.floating], random: Random, noise: float = 3, quality: int = 85) -> bytes:
    """A JPEG with the noise of a sensor."""
    return saved(seen + random.normal(0, noise, seen.shape), "JPEG", quality=quality)


def saved(seen: NDArray[np.floating], kind: str = "PNG", **options: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.clip(np.rint(seen), 0, 255).astype(np.uint8)).save(file, kind, **options)
    return file.getvalue()


def table(random: Random) -> NDArray[np.float64]:
    return np.ones((400, 400, 3)) * TABLE


def wooden(random: Random) -> NDArray[np.float64]:
    """Boards with a grain, lit from one side."""
    grain = ndimage.gaussian_filter(random.normal(0, 1, (400, 400)), (1.2, 30))
    light = 0.8 + 0.4 * np.linspace(0, 1, 400)
    return np.clip(np.array((150, 105, 65)) * light[:, None] + 14 * (grain / grain.std())[..., None], 0, 255)


def put(ground: NDArray[np.float64], piece: NDArray[np.float64], top: int, left: int) -> NDArray[np.float64]:
    ground[top : top + len(piece), left : left + piece.shape[1]] = piece
    return ground


def anywhere(ground: NDArray[np.float64], piece: NDArray[np.float64], random: Random) -> NDArray[np.float64]:
    """The piece somewhere on the ground, at least 4 % of it away from the edge where that is possible."""
    room = np.array(ground.shape[:2]) - piece.shape[:2]
    least = np.minimum(room // 2, 16)
    top, left = (int(random.integers(low, high + 1)) for low, high in zip(least, room - least, strict=True))
    return put(ground, piece, top, left)


def sheet(share: float, ground: Callable[..., NDArray[np.float64]] = table, ink: Colour = BLUE) -> Maker:
    """A sheet that fills a share of the photo's side."""
    return lambda d, r: taken(anywhere(ground(r), written(d, round(400 * share), ink), r), r)


def turned(share: float, degrees: float) -> Maker:
    """The same, turned by so much to the left or to the right."""

    def make(digit: Pixels, random: Random) -> bytes:
        side = round(400 * share)
        page = Image.fromarray(written(digit, 2 * side, BLUE).astype(np.uint8)).convert("RGBA")
        page = page.rotate(degrees * random.choice((-1, 1)), Image.Resampling.BICUBIC, expand=True)
        page = page.resize((page.width // 2, page.height // 2), Image.Resampling.BOX)
        photo = Image.new("RGB", (400, 400), TABLE)
        photo.paste(page, ((400 - page.width) // 2, (400 - page.height) // 2), page)
        return taken(np.asarray(photo, np.float64), random)

    return make


def transparent_card(digit: Pixels, random: Random) -> bytes:
    card = np.zeros((400, 400, 4))
    card[100:300, 100:300] = np.dstack([written(digit, 200, BLACK, (255, 255, 255)), np.full((200, 200), 255)])
    return saved(card)


def tile(side: int, ink: Colour, ground: Colour, page: Colour) -> Maker:
    return lambda d, r: saved(anywhere(np.ones((400, 400, 3)) * page, written(d, side, ink, ground), r))


def plot(digit: Pixels, random: Random) -> bytes:
    """The digit as a plotting library shows it, with axes, ticks and numbers."""
    page = Image.new("RGB", (420, 400), "white")
    page.paste(Image.fromarray(written(digit, 280, (255, 255, 255), (0, 0, 0)).astype(np.uint8)), (90, 40))
    draw = ImageDraw.Draw(page)
    draw.rectangle((89, 39, 370, 320), outline="black")
    for k in range(0, 280, 50):
        draw.line((90 + k, 320, 90 + k, 326), fill="black")
        draw.line((83, 40 + k, 89, 40 + k), fill="black")
        draw.text((84 + k, 330), str(k // 10), fill="black")
        draw.text((66, 36 + k), str(k // 10), fill="black")
    return saved(np.asarray(page, np.float64))


def ruled(colour: Colour, degrees: float = 0, squared: bool = False) -> NDArray[np.float64]:
    """Paper with lines 2 pixels thick, a ninth of its height apart, turned by some degrees."""
    side = 400
    paper, step = np.ones((side, side, 3)) * 255, side // 9
    y, x = np.indices((side, side))
    turn = math.radians(degrees)
    places = [y * math.cos(turn) - x * math.sin(turn), x * math.cos(turn) + y * math.sin(turn)]
    for place in places[: 1 + squared]:
        paper[np.mod(np.rint(place) - step // 2, step) < 2] = colour
    return paper


def on_rules(colour: str, ink: Colour = BLACK) -> Maker:
    return lambda d, r: saved(written(d, 400, ink, ruled(RULES[colour])))


def photographed_rules(digit: Pixels, random: Random) -> bytes:
    paper = ruled(RULES["blue"], random.uniform(-3, 3)) * lit(random)[..., None]
    return taken(written(digit, 400, BLUE, paper), random)


def photographed_squares(digit: Pixels, random: Random) -> bytes:
    paper = ruled(RULES["grey"], random.uniform(-3, 3), squared=True) * lit(random)[..., None]
    return taken(written(digit, 400, BLUE, paper), random)


def across(random: Random, height: int, width: int) -> Shares:
    """0..1 across the picture in a random direction."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    angle = random.uniform(0, 2 * math.pi)
    slope = math.cos(angle) * x + math.sin(angle) * y
    even: Shares = (slope - slope.min()) / np.ptp(slope)
    return even


def lit(random: Random, dark: float = 0.7, size: int = 400) -> Shares:
    """Light (size, size) from `dark` to 1 across the picture."""
    return dark + (1 - dark) * across(random, size, size)


def of_somebody(random: Random) -> NDArray[np.float64]:
    """A shadow with a soft edge on 5 to 45 % of the paper."""
    edge = (lit(random, 0) - random.uniform(0.25, 0.4)) * 60
    return 0.6 + 0.4 / (1 + np.exp(-edge))


def of_a_hand(random: Random) -> NDArray[np.float64]:
    """A round shadow that comes in from a corner."""
    y, x = np.mgrid[0 : 1 : 400 * 1j, 0 : 1 : 400 * 1j]
    corner = random.integers(0, 2, 2)
    away = np.hypot(y - corner[0], x - corner[1])
    return 0.65 + 0.35 / (1 + np.exp(-(away - random.uniform(0.3, 0.7)) * 40))


def shadowed(shadow: Callable[[Random], NDArray[np.float64]]) -> Maker:
    return lambda d, r: taken(written(d, 400, BLUE) * shadow(r)[..., None], r, 4)


def pencil(paper: float, noise: float) -> Maker:
    return lambda d, r: taken(written(d, 400, PENCIL, np.full(3, paper)) * lit(r, 0.85)[..., None], r, noise)


def screen(ink: Colour, ground: Colour) -> Maker:
    """A photo of a screen: its dark frame, and the moiré of its rows with those of the camera."""

    def make(digit: Pixels, random: Random) -> bytes:
        shown = written(digit, 340, ink, ground)
        y, x = np.indices((340, 340))
        beat, angle = random.uniform(0.25, 0.7), random.uniform(-0.4, 0.4)
        wave = np.sin(beat * (y * math.cos(angle) + x * math.sin(angle)))
        shown = shown * (0.93 + 0.06 * wave[..., None] * np.array((1, 0.8, 1.1)))
        return taken(put(np.ones((400, 400, 3)) * (18, 18, 20), shown, 30, 30), random, 4)

    return make


def phone(digit: Pixels, random: Random) -> bytes:
    """A phone's photo of 12 megapixels."""
    page = np.ones((3024, 4032, 3)) * (228, 226, 220)
    side = int(random.integers(900, 2400))
    top, left = random.integers(0, 3024 - side), random.integers(0, 4032 - side)
    return saved(put(page, written(digit, side, BLUE, (228, 226, 220)), int(top), int(left)), "JPEG", quality=60)


def at_40(digit: Pixels, random: Random) -> bytes:
    return saved(written(digit, 280, (0, 0, 0), (255, 255, 255)), "JPEG", quality=40)


def photo_at_40(digit: Pixels, random: Random) -> bytes:
    return taken(written(digit, 400, BLUE) * lit(random)[..., None], random, 6, 40)


def two(digit: Pixels, random: Random) -> bytes:
    """The digit twice: no one answer is right, it has to be asked which."""
    return saved(np.hstack([written(digit, 200, BLACK, (255, 255, 255))] * 2))


SCENES: dict[str, Maker] = {
    **{f"sheet on a table, {share:.0%} of the side": sheet(share) for share in (0.4, 0.5, 0.6, 0.75, 0.9)},
    **{f"sheet on a table, turned by {degrees}°": turned(0.6, degrees) for degrees in (5, 10, 15)},
    "sheet on a wooden table": sheet(0.6, wooden),
    "white card, transparent around": transparent_card,
    "yellow card on a white page": tile(220, BLACK, YELLOW, (255, 255, 255)),
    "black tile in a white page": tile(200, (255, 255, 255), (0, 0, 0), (255, 255, 255)),
    "small black tile in a white page": tile(140, (255, 255, 255), (0, 0, 0), (255, 255, 255)),
    "white tile in a black page": tile(200, (0, 0, 0), (255, 255, 255), (0, 0, 0)),
    "grey tile in a white page": tile(220, (255, 255, 255), GREY, (255, 255, 255)),
    "plot with axes": plot,
    **{f"{colour} rules, black ink": on_rules(colour) for colour in RULES},
    "photo, blue rules askew": photographed_rules,
    "photo, grey squares askew": photographed_squares,
    "photo, shadow of somebody": shadowed(of_somebody),
    "photo, shadow of a hand": shadowed(of_a_hand),
    "photo, pencil": pencil(225, 4),
    "photo, pencil on grey paper": pencil(180, 4),
    "photo of a screen, white page": screen((20, 20, 20), (235, 238, 245)),
    "photo of a screen, black page": screen((235, 238, 245), (30, 30, 34)),
    "phone, 12 megapixels": phone,
    "JPEG at 40": at_40,
    "photo, JPEG at 40": photo_at_40,
}
