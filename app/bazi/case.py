"""A birth with everything that decides its chart, to be read at other instants, by other clocks or conventions."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.bazi.birth import ChartOptions, Place
from app.bazi.chart import ChartWarning, Pillars, Reading
from app.bazi.jie import Jie, jie_at, jie_between
from app.bazi.luck import decade_pillar, luck_start, runs_forward
from app.bazi.moment import Moment, beijing_time
from app.bazi.notice_words import Text
from app.bazi.pillars import as_pillars, local_clock, pillars_at
from app.bazi.span import Span

NEAR = timedelta(minutes=15)
"""This close to a boundary, neither the clock in the room nor the time in the register is reliable enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    span: Span
    gender: str
    place: Place
    options: ChartOptions

    @property
    def moment(self) -> Moment:
        return self.span.moment

    @property
    def uses_sun(self) -> bool:
        return self.options.clock == "true_solar"

    def clock(self, instant: datetime) -> datetime:
        """Return the local time that decides the day and hour pillars."""
        return local_clock(self.moment_at(instant), self.place.longitude, self.options)

    def moment_at(self, instant: datetime) -> Moment:
        civil = instant.astimezone(self.moment.civil.tzinfo)
        return replace(self.moment, civil=civil, is_hour_known=True, is_ambiguous=False)

    def pillars(self, instant: datetime, clock: datetime | None = None, options: ChartOptions | None = None) -> Pillars:
        cycles = pillars_at(
            jie_at(beijing_time(instant)),
            self.clock(instant) if clock is None else clock,
            options or self.options,
            with_hour=self.moment.is_hour_known,
        )
        return as_pillars(cycles)

    def reading(
        self, label: Text, instant: datetime, clock: datetime | None = None, options: ChartOptions | None = None
    ) -> Reading:
        """Read the birth as if it had been at this instant, with another local time or other options if given."""
        beijing = beijing_time(instant)
        month = jie_at(beijing)
        is_forward = runs_forward(month, self.gender)
        return Reading(
            label=label.zh,
            label_en=label.en,
            pillars=self.pillars(instant, clock, options),
            is_forward=is_forward,
            luck_start=luck_start(beijing, month, self.gender, self.options).isoformat(),
            first_decade=decade_pillar(month, 0, is_forward=is_forward).get_name(),
        )

    def chosen_reading(self, label: Text) -> Reading:
        """Return the reading that the chart itself uses."""
        return self.reading(label, self.moment.instant, local_clock(self.moment, self.place.longitude, self.options))

    def term(self) -> Jie | None:
        """Return the jie near the stated time, or within it. A whole day has no margin."""
        margin = timedelta() if self.span.kind == "day" else NEAR
        jie = jie_between(beijing_time(self.span.first - margin), beijing_time(self.span.last + margin))
        return jie if jie is not None and (margin or self._divides(jie)) else None

    def is_divided(self) -> bool:
        """Return whether a jie divides the span, so that it has two months."""
        jie = self.term()
        return jie is not None and self._divides(jie)

    def _divides(self, jie: Jie) -> bool:
        return beijing_time(self.span.first) < jie.at <= beijing_time(self.span.last)


def as_warning(code: str, text: Text, readings: tuple[Reading, ...] = ()) -> ChartWarning:
    return ChartWarning(code=code, message=text.zh, message_en=text.en, readings=readings)
