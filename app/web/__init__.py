"""The HTTP interface: the API's routes, the event streams, error responses, and the HTML pages."""
