"""Pages over several features: the front page, Find, Today, how it works.

No tables and no actions: everything is read through the features' surfaces, and what lower
features have to say on Today they say in parts (`today.now`, `today.drafts`, `today.groups`), whose
subject is `TodayPage`.
"""

from community.pages.queries import (
    FindPage,
    FrontPage,
    TodayPage,
    find_page,
    front_page,
    today_page,
)

__all__ = ["FindPage", "FrontPage", "TodayPage", "find_page", "front_page", "today_page"]
