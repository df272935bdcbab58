"""Where every microgram of a vial is: movements between places, only ever added, and the sums that follow."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID


class Place(Enum):
    """Where drug can be. From outside it comes; the last five it does not leave, but by a correction."""

    OUTSIDE = "outside"
    VIAL = "vial"
    PREPARATION = "preparation"
    PATIENT = "patient"
    WASTE = "waste"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    MISSING = "missing"


class Kind(Enum):
    """What moved it."""

    RECEIVED = "received"
    DRAWN = "drawn"
    GIVEN = "given"
    WASTED = "wasted"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    MISSED = "missed"
    CORRECTED = "corrected"


_HELD: Final = (Place.VIAL, Place.PREPARATION)
ROUTES: Final[Mapping[Kind, frozenset[tuple[Place, Place]]]] = {
    Kind.RECEIVED: frozenset({(Place.OUTSIDE, Place.VIAL)}),
    Kind.DRAWN: frozenset({(Place.VIAL, Place.PREPARATION)}),
    Kind.GIVEN: frozenset({(Place.PREPARATION, Place.PATIENT)}),
    Kind.WASTED: frozenset((held, Place.WASTE) for held in _HELD),
    Kind.RETURNED: frozenset({(Place.VIAL, Place.RETURNED)}),
    Kind.DESTROYED: frozenset({(Place.VIAL, Place.DESTROYED)}),
    Kind.MISSED: frozenset((held, Place.MISSING) for held in _HELD),
}
WITNESSED: Final = frozenset({Kind.WASTED, Kind.RETURNED, Kind.DESTROYED, Kind.MISSED, Kind.CORRECTED})
EXPLAINED: Final = frozenset({Kind.MISSED, Kind.CORRECTED})
_OF_A_PREPARATION: Final = frozenset({Place.PREPARATION, Place.PATIENT})


class CannotMove(ValueError):
    """The movement would make the ledger say what cannot be; the sentence says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """So much of one vial went from one place to another; `reverses` names the movement that a correction takes back.

    `preparation` says which syringe or bag, wherever one is on the way.
    """

    movement_id: UUID
    kind: Kind
    vial: UUID
    source: Place
    target: Place
    amount_ug: int
    at: datetime
    by: str
    witness: str = ""
    preparation: UUID | None = None
    reason: str = ""
    reverses: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One place of one vial's drug; a preparation's and its patient's are kept apart from another's."""

    vial: UUID
    place: Place
    preparation: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VialAccount:
    """Where one vial's drug is now, micrograms."""

    received: int
    in_vial: int
    in_preparations: int
    given: int
    wasted: int
    returned: int
    destroyed: int
    missing: int

    @property
    def held(self) -> int:
        """What the clinic still has of it."""
        return self.in_vial + self.in_preparations

    @property
    def gone(self) -> int:
        """What left, in every way."""
        return self.given + self.wasted + self.returned + self.destroyed + self.missing


def source_of(movement: Movement) -> Account:
    """Return the account that the movement takes from."""
    return _account(movement, movement.source)


def target_of(movement: Movement) -> Account:
    """Return the account that the movement gives to."""
    return _account(movement, movement.target)


def _account(movement: Movement, place: Place) -> Account:
    preparation = movement.preparation if place in _OF_A_PREPARATION else None
    return Account(vial=movement.vial, place=place, preparation=preparation)


def balances(movements: Iterable[Movement]) -> Counter[Account]:
    """Return what is in every account: the sum of the movements, and nothing else."""
    sums: Counter[Account] = Counter()
    for movement in movements:
        sums[source_of(movement)] -= movement.amount_ug
        sums[target_of(movement)] += movement.amount_ug
    return sums


def balance(movements: Iterable[Movement], account: Account) -> int:
    """Return what is in one account, micrograms."""
    return balances(movements)[account]


def vial_account(movements: Iterable[Movement], vial: UUID) -> VialAccount:
    """Return where one vial's drug is."""
    by_place: Counter[Place] = Counter()
    for account, amount_ug in balances(movements).items():
        if account.vial == vial:
            by_place[account.place] += amount_ug
    return VialAccount(
        received=-by_place[Place.OUTSIDE],
        in_vial=by_place[Place.VIAL],
        in_preparations=by_place[Place.PREPARATION],
        given=by_place[Place.PATIENT],
        wasted=by_place[Place.WASTE],
        returned=by_place[Place.RETURNED],
        destroyed=by_place[Place.DESTROYED],
        missing=by_place[Place.MISSING],
    )


def append(ledger: Sequence[Movement], movement: Movement) -> tuple[Movement, ...]:
    """Return the ledger with the movement at its end; the same one sent again changes nothing.

    Raises CannotMove.
    """
    for known in ledger:
        if known.movement_id == movement.movement_id:
            if known == movement:
                return tuple(ledger)
            raise CannotMove("This movement is in the ledger already, with another content. Load the page again.")
    _refuse_malformed(movement)
    if movement.kind is Kind.CORRECTED:
        _refuse_correction(ledger, movement)
    elif (movement.source, movement.target) not in ROUTES[movement.kind]:
        raise CannotMove(f"Nothing is {movement.kind.value} from {movement.source.value} to {movement.target.value}.")
    if movement.kind is Kind.RECEIVED and vial_account(ledger, movement.vial).received:
        raise CannotMove("This vial was received already: each vial is received once.")
    _refuse_short(ledger, movement)
    return (*ledger, movement)


def reversal(
    movement: Movement, *, movement_id: UUID, at: datetime, by: str, witness: str, reason: str
) -> Movement:  # fmt: skip
    """Return the movement that takes another one back: the same amount, the other way round."""
    return Movement(
        movement_id=movement_id,
        kind=Kind.CORRECTED,
        vial=movement.vial,
        source=movement.target,
        target=movement.source,
        amount_ug=movement.amount_ug,
        at=at,
        by=by,
        witness=witness,
        preparation=movement.preparation,
        reason=reason,
        reverses=movement.movement_id,
    )


def _refuse_malformed(movement: Movement) -> None:
    if type(movement.amount_ug) is not int or movement.amount_ug <= 0:
        raise CannotMove(f"{movement.amount_ug!r} is not an amount: whole micrograms above zero are moved.")
    if movement.at.tzinfo is None:
        raise CannotMove("A movement's time carries its time zone.")
    if not movement.by.strip():
        raise CannotMove("A movement names who made it.")
    if movement.witness and movement.witness == movement.by:
        raise CannotMove("The witness is another person than the one who acts: ask a colleague.")
    if movement.kind in WITNESSED and not movement.witness.strip():
        raise CannotMove(f"Drug is {movement.kind.value} before a witness: ask a colleague to watch and to confirm.")
    if movement.kind in EXPLAINED and not movement.reason.strip():
        raise CannotMove("Write why: it is the first thing that an inspector asks.")
    on_the_way = {movement.source, movement.target} & _OF_A_PREPARATION
    if bool(on_the_way) is not (movement.preparation is not None):
        raise CannotMove("A movement names its syringe or bag exactly where one is on the way.")
    if (movement.reverses is not None) is not (movement.kind is Kind.CORRECTED):
        raise CannotMove("A correction, and nothing else, names the movement that it takes back.")


def _refuse_correction(ledger: Sequence[Movement], movement: Movement) -> None:
    wrong = next((known for known in ledger if known.movement_id == movement.reverses), None)
    if wrong is None:
        raise CannotMove("The movement to take back is not in this ledger.")
    if wrong.kind is Kind.CORRECTED:
        raise CannotMove("A correction is not taken back: enter what is right as a movement of its own.")
    if any(known.reverses == wrong.movement_id for known in ledger):
        raise CannotMove("This movement was taken back already.")
    mirrored = (wrong.target, wrong.source, wrong.vial, wrong.preparation, wrong.amount_ug)
    if (movement.source, movement.target, movement.vial, movement.preparation, movement.amount_ug) != mirrored:
        raise CannotMove("A correction takes back the whole movement: enter what is right after it.")


def _refuse_short(ledger: Sequence[Movement], movement: Movement) -> None:
    """Nothing but the world outside gives what it has not got."""
    source = source_of(movement)
    if source.place is Place.OUTSIDE:
        return
    has_ug = balance(ledger, source)
    if has_ug < movement.amount_ug:
        raise CannotMove(
            f"There are {has_ug} micrograms in the {source.place.value}, {movement.amount_ug} cannot leave it. "
            "Look at the vial’s own ledger, and correct what is wrong there first."
        )
