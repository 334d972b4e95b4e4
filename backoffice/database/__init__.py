"""Django's PostgreSQL, with prepared statements and a look at a connection that costs
no round trip. Named as the ENGINE of the settings.
"""
