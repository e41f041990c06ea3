namespace Gateway.Admission.Redis;

/// <summary>A machine whose time of day is wrong; time passes there as everywhere.</summary>
internal sealed class ClockAhead(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
