"""The calendar and the chart: everything about a birth that code computes, without the model."""
