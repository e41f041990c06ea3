using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Gateway.Admin.Documents;

/// <summary>How a key is rotated.</summary>
internal sealed record Rotation
{
    /// <summary>Seconds for which the former secret stays valid; a day unless said otherwise, 0 ends it at once.</summary>
    [Range(0d, 31_536_000d)]
    [DefaultValue(86_400d)]
    public double GraceSeconds { get; init; } = 86_400;
}
