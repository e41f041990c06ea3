namespace Gateway.Benchmarks.Admission;

/// <summary>One line of the table: what was promised and what was seen.</summary>
/// <param name="What">The situation and the figure.</param>
/// <param name="Wanted">The promise.</param>
/// <param name="Seen">The measurement.</param>
/// <param name="Holds">Whether it was kept.</param>
internal readonly record struct ProofLine(string What, string Wanted, string Seen, bool Holds);
