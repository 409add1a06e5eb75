"""`typing.NamedTuple` for programs that start often: classes of the same behaviour, made in a tenth of the time.

Python compiles a constructor for every named tuple when its class is made, a fifth of a millisecond each, and the
module `typing` takes two more to import; together that was a third of what an answer of this program may take (see
docs/decisions.md). Here the constructor is compiled when the first value is made, which of most classes is never.
Type checkers see `typing.NamedTuple` itself.
"""

from _collections import _tuplegetter  # type: ignore[import-not-found]  # what `collections.namedtuple` uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414  # else nobody could import it from here
else:

    class _Methods(tuple):
        """What named tuples have in common."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, /, **changed):
            places, values = self._places, list(self)
            try:
                for name, value in changed.items():
                    values[places[name]] = value
            except KeyError:
                unknown = [name for name in changed if name not in places]
                raise ValueError(f"got unexpected field names: {unknown!r}") from None
            return tuple.__new__(type(self), values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self):
            return tuple(self)

    class _Maker(type):
        """Makes a named tuple of every class that derives from `NamedTuple`."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            getters = {field: _tuplegetter(number, "") for number, field in enumerate(fields)}
            places = {field: number for number, field in enumerate(fields)}
            own = {"__slots__": (), "_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            own["_places"] = places
            return type(name, (_Methods,), {**namespace, **getters, **own, "__new__": _first})

    def _first(cls, /, *values, **named):
        """Compile the constructor of a class, since one is wanted, and use it."""
        owner = next(one for one in cls.__mro__ if one.__dict__.get("__new__") is not None)
        owner.__new__ = _compiled(owner)
        return owner.__new__(cls, *values, **named)

    def _compiled(cls):
        parameters = ", ".join(
            f"{field}=_defaults[{field!r}]" if field in cls._field_defaults else field for field in cls._fields
        )
        values = "".join(f"{field}, " for field in cls._fields)
        code = f"lambda _cls, {parameters}: _new(_cls, ({values}))"
        made = eval(code, {"_new": tuple.__new__, "_defaults": cls._field_defaults})  # noqa: S307  # names of fields alone
        made.__name__ = "__new__"
        made.__qualname__ = f"{cls.__qualname__}.__new__"
        return made

    class NamedTuple(metaclass=_Maker):
        """See `typing.NamedTuple`."""
