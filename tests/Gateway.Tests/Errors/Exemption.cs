using Gateway.Policies.Contracts;

namespace Gateway.Errors;

/// <summary>Why a condition cannot happen on some rows.</summary>
/// <param name="Conditions">The conditions.</param>
/// <param name="Covers">The rows.</param>
/// <param name="Reason">For the reader of a failing test.</param>
internal sealed record Exemption(Condition[] Conditions, Func<WavesContract, bool> Covers, string Reason)
{
    public override string ToString() => $"{string.Join(", ", Conditions)}: {Reason}";
}
