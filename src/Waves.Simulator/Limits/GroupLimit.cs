namespace Waves.Simulator.Limits;

/// <summary>The figures of one <see cref="LimitGroup"/>; <see langword="null"/> means not limited.</summary>
public sealed record GroupLimit
{
    /// <summary>No limit of any kind.</summary>
    public static GroupLimit Unlimited { get; } = new();

    /// <summary>The plan does not include the product: 403, or close 1008 <c>forbidden</c> on live recognition.</summary>
    public static GroupLimit Forbidden { get; } = new() { Allowed = false };

    /// <summary>Most admitted requests in any trailing 60 s.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Most pieces of work at once.</summary>
    public int? Concurrent { get; init; }

    /// <summary>Whether the plan includes the product at all.</summary>
    public bool Allowed { get; init; } = true;
}
