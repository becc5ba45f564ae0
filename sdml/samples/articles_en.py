"""Knowledge-base articles of an English-speaking desk, by topic."""

__all__ = ["ARTICLES"]

ARTICLES = {
    "access": (
        (
            "Change your network password",
            "Open the password portal, enter your user name and follow the code "
            "you receive. All systems take the new password within fifteen "
            "minutes.",
        ),
        (
            "Ask for access to a system",
            "Your manager opens the request and names the system and the profile. "
            "Access is granted on the next working day.",
        ),
    ),
    "hardware": (
        (
            "The computer does not start",
            "Check the power cable, hold the button for ten seconds and try "
            "another socket. If no light comes on, ask for a new power supply.",
        ),
        (
            "Slow laptop",
            "Restart, close programs that open with the system and check free "
            "disk space. Below ten per cent free the machine slows down.",
        ),
    ),
    "erp": (
        (
            "An order is not saved in the ERP",
            "Check that the customer record is complete and the period open. "
            "Close the form, enter again and save.",
        ),
        (
            "Stock does not match",
            "Recount the item and compare it with the goods received of the day "
            "before you ask for an adjustment.",
        ),
    ),
    "email": (
        (
            "Free space in your mailbox",
            "Archive messages older than a year and empty the deleted items. "
            "Large attachments belong in the folder of your team.",
        ),
    ),
    "network": (
        (
            "The VPN does not connect",
            "Check your internet at home, close the client and enter again with "
            "the code of the authenticator. Hotel networks often block the VPN.",
        ),
    ),
    "software": (
        (
            "Install a program",
            "Look in the software centre. What is not there needs a licence and "
            "the approval of your manager.",
        ),
    ),
    "printing": (
        (
            "The printer shows as offline",
            "Turn the printer off for a minute, clear the queue and print the "
            "test page. If that fails, add the printer again.",
        ),
    ),
    "finance": (
        (
            "An invoice was rejected",
            "Read the rejection code, correct the customer record or the tax of "
            "the item and send it again.",
        ),
    ),
    "phone": (
        (
            "Reconnect the WhatsApp of a store",
            "Open the phone of the store, scan the code on the desk screen and "
            "wait for the list of chats.",
        ),
    ),
    "security": (
        (
            "I got a suspicious e-mail",
            "Do not click, do not answer, forward it as an attachment to "
            "security. If you typed your password, change it now.",
        ),
    ),
    "hr": (
        (
            "Correct your time sheet",
            "Ask for the correction in the portal by the fifth with the reason. "
            "Your manager approves it and payroll is run again.",
        ),
    ),
    "backup": (
        (
            "Get a deleted file back",
            "Right-click the folder and open previous versions. After thirty days "
            "ask for a restore from backup.",
        ),
    ),
}
