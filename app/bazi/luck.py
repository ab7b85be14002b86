"""Luck pillars and annual pillars: when the first decade begins, and which one covers a given day."""

from datetime import date, datetime

from tyme4py.eightchar import ChildLimitInfo
from tyme4py.eightchar.provider import ChildLimitProvider
from tyme4py.eightchar.provider.impl import AbstractChildLimitProvider, DefaultChildLimitProvider
from tyme4py.enums import YinYang
from tyme4py.sixtycycle import SixtyCycle
from tyme4py.solar import SolarTerm, SolarTime

from app.bazi.birth import ChartOptions
from app.bazi.chart import Age, AnnualPillar, Decade, Luck, MonthlyPillar
from app.bazi.jie import Jie, jie_at, jie_of_spring
from app.bazi.natal import Natal

YEARS_BEFORE = 2
YEARS_AFTER = 10

_DECADES = 10


class _DoubleHours(AbstractChildLimitProvider):
    """Ten days for each double hour, and so four months for a day. The hour after 23:00 counts with the one before it.

    tyme4py has this as `LunarSect1ChildLimitProvider`, which converts both times to the lunar calendar only to tell
    their double hours, and so takes longer than the rest of a chart.
    """

    def get_info(self, birth_time: SolarTime, term: SolarTerm) -> ChildLimitInfo:
        until = term.get_julian_day().get_solar_time()
        days = until.get_solar_day().subtract(birth_time.get_solar_day())
        double_hours = abs(12 * days + _double_hour(until) - _double_hour(birth_time))
        months, days = divmod(10 * double_hours, 30)
        years, months = divmod(months, 12)
        return self.next(birth_time, years, months, days, 0, 0, 0)


def _double_hour(time: SolarTime) -> int:
    return min((int(time.get_hour()) + 1) // 2, 11)


_START_AGES: dict[str, ChildLimitProvider] = {"exact": DefaultChildLimitProvider(), "double_hours": _DoubleHours()}


def luck_pillars(beijing: datetime, month: Jie, gender: str, natal: Natal, options: ChartOptions) -> Luck:
    """Compute the decades for a birth with these pillars at this Beijing time.

    `month` is the jie that opened the month of birth. The decades run forward for men born in a yang year and women
    born in a yin year, otherwise backward. The time to the next jie (backward: since the last) gives the age at which
    they start, three days for a year: `exact` counts to the second (a day is four months, a double hour ten days, a
    minute two hours), `double_hours` in whole double hours, as traditionally done by hand. Ages are completed years.
    """
    is_forward = runs_forward(month, gender)
    start = _start(beijing, month, options, is_forward=is_forward)
    first_day = _end_of(start)
    pillars = [decade_pillar(month, i, is_forward=is_forward) for i in range(_DECADES)]
    return Luck(
        is_forward=is_forward,
        start_age=Age(years=start.get_year_count(), months=start.get_month_count(), days=start.get_day_count()),
        start_date=first_day.isoformat(),
        decades=tuple(
            Decade(
                **natal.transit(pillar),
                from_age=_completed_years(beijing.date(), first_day) + 10 * i,
                from_year=first_day.year + 10 * i,
                from_date=_anniversary(first_day, 10 * i).isoformat(),
            )
            for i, pillar in enumerate(pillars)
        ),
    )


def runs_forward(month: Jie, gender: str) -> bool:
    """Return whether the decades run forward: for men born in a yang year and women born in a yin year."""
    is_yang = month.year_pillar.get_heaven_stem().get_yin_yang() == YinYang.YANG
    return is_yang == (gender == "male")


def luck_start(beijing: datetime, month: Jie, gender: str, options: ChartOptions) -> date:
    """Return the day on which the first decade begins; see `luck_pillars`."""
    return _end_of(_start(beijing, month, options, is_forward=runs_forward(month, gender)))


def decade_pillar(month: Jie, number: int, *, is_forward: bool) -> SixtyCycle:
    """Return the pillar of a decade; the first one has the number 0."""
    return month.month_pillar.next(number + 1 if is_forward else -number - 1)


def annual_pillars(luck: Luck, born: date, natal: Natal, today: date) -> tuple[AnnualPillar, ...]:
    """Return the past two years, the year of `today` and the next ten; each begins at its 立春."""
    this_year = jie_at(datetime(today.year, today.month, today.day, 12)).year
    return tuple(
        AnnualPillar(
            **natal.transit(SixtyCycle(year - 4)),
            year=year,
            age=_age_completed_in(year, born),
            decade=decade.pillar if (decade := decade_on(luck, date(year, 8, 5))) else None,
        )
        for year in range(this_year - YEARS_BEFORE, this_year + YEARS_AFTER + 1)
    )


def monthly_pillars(natal: Natal, today: date) -> tuple[MonthlyPillar, ...]:
    """Return the twelve months of the year of `today` and of the next, each from one 节 to the next."""
    current = jie_at(datetime(today.year, today.month, today.day, 12))
    first = Jie(current.year * 12)
    return tuple(
        MonthlyPillar(
            **natal.transit(jie.month_pillar),
            year=jie.year,
            month=jie.number % 12 + 1,
            from_term=jie.name,
            from_date=jie.at.date().isoformat(),
            is_current=jie == current,
        )
        for jie in (Jie(first.number + i) for i in range(24))
    )


def decade_on(luck: Luck, day: date) -> Decade | None:
    """Return the decade that covers this day, or None before the first and after the last."""
    begun = [decade for decade in luck.decades if date.fromisoformat(decade.from_date) <= day]
    if not begun or day >= _anniversary(date.fromisoformat(luck.start_date), 10 * len(luck.decades)):
        return None
    return begun[-1]


def _start(beijing: datetime, month: Jie, options: ChartOptions, *, is_forward: bool) -> ChildLimitInfo:
    birth = SolarTime(beijing.year, beijing.month, beijing.day, beijing.hour, beijing.minute, beijing.second)
    return _START_AGES[options.start_age].get_info(birth, (month.after if is_forward else month).term)


def _end_of(start: ChildLimitInfo) -> date:
    end = start.get_end_time().get_solar_day()
    return date(end.get_year(), end.get_month(), end.get_day())


def _completed_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _age_completed_in(year: int, born: date) -> int:
    """Return the age completed in a year that runs from 立春 to 立春, and so includes the following January."""
    return year - born.year + (_anniversary(born, year - born.year) < jie_of_spring(year).date())


def _anniversary(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
