"""Arrays without a reference count, for the inside of the kernel.

Numba counts references to every array that a function receives, atomically; with several threads
on the same tables that counting costs more than the rules. A borrowed array is the same memory
without the count: valid as long as the caller holds the original, which the kernel's caller does.
"""

from numba import config
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

if config.DISABLE_JIT:

    def borrowed(array):
        """Return the array itself: plain Python counts its own references."""
        return array

else:

    @intrinsic
    def borrowed(_typing_context, array):
        """Return an array as a view that nobody counts."""

        def codegen(context, builder, signature, args):
            kind = signature.args[0]
            source = make_array(kind)(context, builder, value=args[0])
            view = make_array(kind)(context, builder)
            for field in ("nitems", "itemsize", "data", "shape", "strides"):
                setattr(view, field, getattr(source, field))
            view.meminfo = cgutils.get_null_value(source.meminfo.type)
            view.parent = cgutils.get_null_value(source.parent.type)
            return impl_ret_borrowed(context, builder, kind, view._getvalue())  # noqa: SLF001 - Numba has no public name for it

        return array(array), codegen
