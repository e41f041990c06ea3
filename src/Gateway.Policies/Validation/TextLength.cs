namespace Gateway.Policies.Validation;

/// <summary>
/// Length of a text. Which of the two the upstream bills by is unknown, so both are kept (waves-api 9).
/// </summary>
/// <param name="Characters">In UTF-16 code units.</param>
/// <param name="CodePoints">In code points; a lone surrogate is one.</param>
public readonly record struct TextLength(int Characters, int CodePoints);
