using Gateway.Policies.Keys;

namespace Gateway.Admin.Documents;

/// <summary>Why a request was not carried out (RFC 9457).</summary>
/// <param name="Title">The kind of problem, always the same words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The kind of problem for programs: <c>invalid</c>, <c>notFound</c>, <c>conflict</c> …</param>
/// <param name="Detail">What is wrong and what is allowed.</param>
internal sealed record Problem(string Title, int Status, string Code, string Detail)
{
    /// <summary>Each wrong field.</summary>
    public IReadOnlyList<SettingsFault>? Errors { get; init; }
}
