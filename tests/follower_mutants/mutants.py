"""Ways to make the follower of alarms wrong by one line; each must be noticed by a law or a table."""
# ruff: noqa: E501 - a mutant stands in one line, so that it is found by the line that it spoils

from typing import NamedTuple


class Mutant(NamedTuple):
    """One line made wrong: in which module, what stands there once, and what stands there instead."""

    module: str
    right: str
    wrong: str


MUTANTS = (
    # --- following: what counts, and what is asked of it
    Mutant("following", "track.knows(reading) or self.unusable.knows(reading)", "track.knows(reading)"),
    Mutant("following", "track.knows(reading) or self.unusable.knows(reading)", "self.unusable.knows(reading)"),
    Mutant("following", "now=reading.received_at, mode=self.mode)\n        if usable and", "now=reading.received_at)\n        if usable and"),
    Mutant("following", "usable and track.is_too_late(reading) and self._is_news(reading)", "False"),
    Mutant("following", "track.is_too_late(reading) and self._is_news(reading)", "track.is_too_late(reading)"),
    Mutant("following", "        elif self._marked and reading.reading_id in self._marked:\n", "        elif False:\n"),
    Mutant("following", "                self.unusable.take(spoiled)\n        if spoiled", "                pass\n        if spoiled"),
    Mutant("following", "                sender.replace(spoiled)", "                pass"),
    Mutant("following", "            track.aim(self._of(kind))", "            pass"),
    Mutant("following", "now < self.came_until:\n            return self._looked_back(now)", "False:\n            return self._looked_back(now)"),
    Mutant("following", "*self._technical(now), *told)", "*self._technical(now))"),
    Mutant("following", "kind not in stirs or holds.group in strongest", "kind not in stirs"),
    Mutant("following", "return vital if is_fresh else pulse", "return vital"),
    Mutant("following", "return vital if is_fresh else pulse", "return pulse"),
    Mutant("following", "        if self.unusable:\n", "        if False:\n"),
    Mutant("following", "        yield from no_baseline(self.baseline, now=now, running=self.running)", "        yield from ()"),
    Mutant("following", "since_end=self.since_end(now), about=about,", "since_end=timedelta(0), about=about,"),
    Mutant("following", "since_end=self.since_end(now), about=about,", "since_end=self.since_end(now), about=[],"),
    Mutant("following", "self.newest[reading.kind] = max(self.newest.get(reading.kind, came_at), came_at)", "self.newest[reading.kind] = came_at"),
    Mutant("following", "if kind in (holds.limit.vital, PULSE.get(holds.limit.vital))", "if kind is holds.limit.vital"),
    # --- track: order, late ones, what is let go
    Mutant("track", "            self._refold(place, self._after[place:])\n        if len", "            self._fold(reading)\n        if len"),
    Mutant("track", "            del self._keys[place], self.rows[place]\n            self._refold(place, self._after[place + 1 :])", "            del self._keys[place], self.rows[place]"),
    Mutant("track", "next((one for one in reversed(self.rows) if is_watched(one)), self.last_sent)", "self.rows[-1]"),
    Mutant("track", "one.leapt and (self.leapt_at is None or reading.at > self.leapt_at)", "one.leapt and self.leapt_at is None"),
    Mutant("track", "        del self._after[place:]\n", ""),
    Mutant("track", "self.rows[first - 1].at > self.rows[place - 1].at - MEDIAN_OF", "False"),
    Mutant("track", "FROZEN_AFTER + MEDIAN_OF if self.is_quiet else WINDOW", "MEDIAN_OF"),
    Mutant("track", "self._cut(min(first, len(self.rows) - _FEWEST))", "self._cut(first)"),
    Mutant("track", "self._base, self.folded_until = self._after[place - 1]", "self._base, self.folded_until = self._base"),
    Mutant("track", "_STOOD if held.limit.key in active else QUIET", "QUIET"),
    Mutant("track", "    return standing._replace(began=reading) if standing.is_active and standing.began is None else standing", "    return standing"),
    Mutant("track", "max(min(place, len(self.rows) - 2), 0)", "place"),
    # --- sustained: delays, re-arming, repeats
    Mutant("sustained", "reading.at - began.at >= holds.delay or reading.source == BY_HAND", "reading.at - began.at >= holds.delay"),
    Mutant("sustained", "reading.at - began.at >= holds.delay or reading.source == BY_HAND", "True"),
    Mutant("sustained", "if one.leapt or not _is_back(holds, value):", "if not _is_back(holds, value):"),
    Mutant("sustained", "if one.leapt or not _is_back(holds, value):", "if one.leapt:"),
    Mutant("sustained", "    if reading.at - returned_at >= holds.clear_delay:", "    if True:"),
    Mutant("sustained", "standing.is_active or now - began.at >= holds.delay", "standing.is_active"),
    Mutant("sustained", "standing.in_a_row + 1, one", "1, one"),
    Mutant("sustained", "one.low if self.is_low else one.high", "one.high if self.is_low else one.low"),
    Mutant("sustained", "Beyond.AT_OR_BELOW: le", "Beyond.AT_OR_BELOW: lt"),
    # --- sender and unusable: what is wrong with a device as a whole
    Mutant("sender", "came_at - reading.at <= self._tolerance and (", "("),
    Mutant("sender", "            self.strange_until = latest + self._window", "            self.strange_until = latest"),
    Mutant("sender", "                if value is not None and one.value != value:\n                    return []", "                if False:\n                    return []"),
    Mutant("unusable", "if len(rows) > _KEPT:", "if len(rows) > 2:"),
    Mutant("unusable", "rows.insert(bisect_left(rows, order(reading), key=order), reading)", "rows.append(reading)"),
    # --- bed, calm and deadline: the fast way
    Mutant("bed", "            self._following.let_go((row.kind", "            ((row.kind"),
    Mutant("bed", "stirs or not following.is_quiet or", "stirs or"),
    Mutant("bed", "    if following.senders[device].is_clock_in_doubt(now=now):", "    if False:"),
    Mutant("bed", "        if any(one.value not in bands[kind] for one in rows):", "        if False:"),
    Mutant("calm", "row.validity is not _VALID or row.mode is not mode", "row.mode is not mode"),
    Mutant("calm", "row.validity is not _VALID or row.mode is not mode", "row.validity is not _VALID"),
    Mutant("calm", "at < known.at or at > latest or row.device", "at > latest or row.device"),
    Mutant("calm", "at < known.at or at > latest or row.device", "at < known.at or row.device"),
    Mutant("calm", "at == known.at or (abs", "(abs"),
    Mutant("calm", "        if self._newest_at - at > self._tolerance:\n            return False\n", ""),
    Mutant("calm", "low = max(low, math.nextafter(edge, math.inf))", "low = max(low, edge)"),
    Mutant("deadline", "one.began.at + holds.delay for one", "one.began.at for one"),
    Mutant("deadline", "for wait in (limits[track.kind], escalates_after)]", "for wait in (escalates_after,)]"),
    Mutant("deadline", "        found.append(track.leapt_at + TOLD_FOR)", "        pass"),
    Mutant("deadline", "        return [moved_at + FROZEN_AFTER]", "        return []"),
    Mutant("deadline", "        found.append(following.ended_at + _EARLY)", "        pass"),
    # The next one lives, for it is the same: `fresh_at` is never later than the last arrival, so while its minute lasts a
    # look is due no later than here, and when that is over the clock is in doubt, which is looked at on every tick.
    Mutant("deadline", "came_at + limits[sender.last.kind], came_at + escalates_after]", "came_at + limits[sender.last.kind]]"),
    Mutant("deadline", "one.at + limits[one.kind], ", ""),
    # --- what is not judged again, and not looked at again
    Mutant("track", "if is_apart and self._after[at] == before[at - gone]:", "if is_apart:"),
    Mutant("track", "if is_apart and self._after[at] == before[at - gone]:", "if at > gone and self._after[at] == before[at - gone]:"),
    Mutant("track", "if before is self._quiet and low <= one.low", "if low <= one.low"),
    Mutant("artefact", "            del values[bisect_left(values, window.popleft()[1])]", "            window.popleft()"),
    Mutant("artefact", "        self._last = readings[-1] if readings else self._last", "        pass"),
    Mutant("technical", "if rows and now - rows[-1].at <= limit and is_usable(", "if rows and is_usable("),
    Mutant("sender", "now - self.last.received_at > self._patience", "now - self.last.received_at > self._window"),
    Mutant("bed", "        return self._following.knows(message.readings)", "        return True"),
    Mutant("following", "return all(one.kind in tracks and", "return any(one.kind in tracks and"),
)  # fmt: skip
