"""The data sets that the app knows by name: their classes, where they come from, their licences."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.data.formats import ARCHIVES


@dataclass(frozen=True)
class Source:
    title: str
    download_bytes: int
    class_names: tuple[str, ...]
    source: str
    licence: str


_DIGITS = tuple("0123456789")
_CLOTHES = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot"
_THINGS = "airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck"


def _archive_bytes(name: str) -> int:
    return sum(archive.size for archive in ARCHIVES[name])


NAMES: Mapping[str, Source] = MappingProxyType(
    {
        "mnist": Source(
            "MNIST",
            _archive_bytes("mnist"),
            _DIGITS,
            "Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits; a remix of "
            "digits collected by NIST",
            "CC BY-SA 3.0",
        ),
        "fashion_mnist": Source(
            "Fashion-MNIST",
            _archive_bytes("fashion_mnist"),
            tuple(_CLOTHES.split(",")),
            "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset for benchmarking machine "
            "learning algorithms, arXiv:1708.07747, 2017; article pictures of Zalando",
            "MIT",
        ),
        "cifar10": Source(
            "CIFAR-10",
            _archive_bytes("cifar10"),
            tuple(_THINGS.split(",")),
            "A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, "
            "University of Toronto, 2009; labelled pictures of the 80 million tiny images collection",
            "no licence is stated; the authors ask for the report to be cited",
        ),
        "digits": Source(
            "8x8 digits (offline)",
            0,
            _DIGITS,
            "E. Alpaydin, C. Kaynak, Optical recognition of handwritten digits, UCI Machine Learning "
            "Repository, 1998; its test set as shipped with scikit-learn (load_digits)",
            "CC BY 4.0 (UCI); scikit-learn itself is BSD 3-clause",
        ),
    }
)
