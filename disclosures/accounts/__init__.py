"""Who is at the door: signing in, the second factor, sessions, invitations, rate limits.

    site (the admin site, which asks ``second_factor.passed`` before every page)
        → pages (login, code, enrolment, a new password) → second_factor, links, lockout, limits
            → address, sessions, passwords

What an administrator does with other people's accounts is in ``disclosures.admin.accounts``; what
somebody may do once inside is none of this package's business.
"""
