using System.ComponentModel.DataAnnotations;

namespace Gateway.Validation;

/// <summary>Bounds on what judging requests may hold.</summary>
public sealed class ValidationOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Gateway:Validation";

    /// <summary>
    /// Bytes of request bodies held at once in the whole process; a body that would go beyond is refused with 503 and a
    /// <c>Retry-After</c>. Uploads stream through and do not count.
    /// </summary>
    [Range(16L * 1024 * 1024, 64L * 1024 * 1024 * 1024)]
    public long MaxHeldBytes { get; set; } = 256L * 1024 * 1024;
}
