"""The rota as its page shows it."""

from datetime import datetime

from leeward.clinic.crises import standing, wording
from leeward.clinic.crises.crisis_text import sources
from leeward.clinic.crises.models import OnCall
from leeward.clinic.crises.pages import DutyLine, RotaPage
from leeward.clinic.crises.queries import LOOKED_AHEAD, remote_items_allowed
from leeward.clinic.people.access import may
from leeward.clinic.people.models import Staff
from leeward.clinic.people.roles import Role
from leeward.outcomes.on_call import gaps, on_duty


def rota_page(*, role: Role, now: datetime) -> RotaPage:
    """Return who is on call, and when nobody is in the days to come."""
    rows, remote = standing.duty_rows(since=now), remote_items_allowed(now)
    duties = standing.duties(since=now)
    return RotaPage(
        now=tuple(wording.on_call_line(duty, rank=None, now=now) for duty in on_duty(duties, now=now)),
        gaps=_gaps(now),
        looked_ahead=f"{LOOKED_AHEAD.days} days",
        duties=tuple(_duty_line(row, now=now) for row in rows),
        remote_says=remote.says,
        remote_allowed=remote.is_allowed,
        may_set=may(role, "crises:rota", "POST"),
        sources=sources(),
        open_crises=len(standing.open_crises()) if may(role, "crises:list") else 0,
    )


def duty_line(on_call_id: int, *, now: datetime) -> DutyLine | None:
    """Return one duty that holds; None where there is none of that number."""
    row = standing.duty_rows(since=now).filter(pk=on_call_id).first()
    return None if row is None else _duty_line(row, now=now)


def accounts() -> tuple[tuple[str, str], ...]:
    """Return the open accounts that can be put on call: their key, and whose it is."""
    return tuple((staff.key, str(staff)) for staff in Staff.objects.filter(is_active=True))


def _duty_line(row: OnCall, *, now: datetime) -> DutyLine:
    return DutyLine(
        on_call_id=row.pk,
        name=row.name,
        phone=row.phone,
        rank=row.rank,
        start=wording.moment(row.start),
        end=wording.moment(row.end),
        is_now=row.start <= now,
        by=row.by.name,
    )


def _gaps(now: datetime) -> tuple[str, ...]:
    bare = gaps(standing.duties(since=now), start=now, end=now + LOOKED_AHEAD)
    return tuple(f"{wording.moment(gap.start)} to {wording.moment(gap.end)}" for gap in bare)
