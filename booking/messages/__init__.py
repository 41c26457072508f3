"""
What people are told about their booking: by mail, by SMS, or by the team's call.

`tell` is the one way. The words of each kind are ours (`words`) or staff's, with variables of a closed list
(`variables`); `facts` says what they stand for, `letter` and `sms` write them, `routing` decides how they go.
"""

from booking.messages.telling import Told, may_remind, tell, tell_all, ways

__all__ = ["Told", "may_remind", "tell", "tell_all", "ways"]
