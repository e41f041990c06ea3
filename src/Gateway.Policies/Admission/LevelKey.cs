namespace Gateway.Policies.Admission;

/// <summary>Names the counters of one holder of limits within an account.</summary>
/// <param name="Level">Whose they are.</param>
/// <param name="Id">Which of them.</param>
public readonly record struct LevelKey(LimitLevel Level, string Id)
{
    /// <summary>The counters that a level names.</summary>
    public static LevelKey Of(AdmissionLevel level) => new(level.Level, level.Id);

    /// <inheritdoc/>
    public bool Equals(LevelKey other) => Level == other.Level && string.Equals(Id, other.Id, StringComparison.Ordinal);

    /// <summary>Levels differ in their ids already.</summary>
    public override int GetHashCode() => string.GetHashCode(Id, StringComparison.Ordinal) + (int)Level;
}
