"""Read a setting of a tenant, or set it."""

from dataclasses import dataclass

from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import SettingValue, parse_setting, setting_of
from sdml.steps.session import Session
from sdml.store.tenants import read_setting, write_setting

__all__ = ["TenantSettingValue", "configure_tenant"]


@dataclass(frozen=True, slots=True)
class TenantSettingValue:
    """What a setting is.

    Attributes
    ----------
    tenants : tuple of Tenant
        The tenant it belongs to.
    key : str
        Which setting.
    value : bool, int, str or None
        What holds now; None where it follows the tenant.
    changed : bool
        Whether this call changed it.
    """

    tenants: tuple[Tenant, ...]
    key: str
    value: SettingValue | None
    changed: bool


def configure_tenant(
    session: Session, key: str, text: str | None = None
) -> TenantSettingValue:
    """The value of a setting, after setting it if a text was given.

    Stages: check the key and the text -> read -> write where it differs.

    Parameters
    ----------
    session : Session
        The tenant's.
    key : str
        Such as ``review.lease_seconds``.
    text : str, optional
        The new value as typed.

    Raises
    ------
    ParameterError
        Unknown key, or a value of another kind or out of bounds.
    """
    setting = setting_of(key)
    if text is None:
        with session.read() as connection:
            value = read_setting(connection, session.tenant, setting)
        return TenantSettingValue((session.tenant,), key, value, changed=False)
    wanted = parse_setting(key, text)
    with session.write("configure_tenant") as connection:
        changed = read_setting(connection, session.tenant, setting) != wanted
        if changed:
            write_setting(connection, session.tenant, setting, wanted)
    return TenantSettingValue((session.tenant,), key, wanted, changed)
