using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>The shape of error bodies on a family of endpoints (contract section 3.1).</summary>
internal abstract class Dialect
{
    /// <summary>The body of a 401. <paramref name="hasKey"/> tells a wrong key from none.</summary>
    public abstract object Unauthorized(Call call, bool hasKey);

    /// <summary>The body of a 429 or, for <see cref="RefusalReason.Forbidden"/>, of a 403.</summary>
    public abstract object Refused(Call call, RefusalReason reason);

    /// <summary>The body of any other failure, told by its status.</summary>
    public abstract object Other(Call call, int status);
}
