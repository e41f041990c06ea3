namespace Gateway.Policies.Admission;

/// <summary>What keeps a piece of work from beginning now; <see cref="LimitKind.None"/> when nothing does.</summary>
/// <param name="Limit">The limit that holds it up longest.</param>
/// <param name="Level">Whose it is.</param>
/// <param name="Figure">Its figure.</param>
/// <param name="Until">When it is expected to end, in ticks of the book's clock.</param>
/// <param name="CertainUntil">Before this moment it cannot begin, whatever others give back; 0 when that is not known.</param>
internal readonly record struct Blockage(LimitKind Limit, LimitLevel Level, int Figure, long Until, long CertainUntil)
{
    public bool Exists => Limit is not LimitKind.None;

    /// <summary>Both stand in the way: the later end is reported.</summary>
    public Blockage And(Blockage other)
    {
        if (!other.Exists)
            return this;
        var longer = other.Until > Until || !Exists ? other : this;
        return longer with { CertainUntil = Math.Max(CertainUntil, other.CertainUntil) };
    }
}
