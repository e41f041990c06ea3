using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>D-PULSE: S3, and the 401 of every socket handshake.</summary>
internal sealed class PulseDialect : Dialect
{
    public static PulseDialect Instance { get; } = new();

    public override object Unauthorized(Call call, bool hasKey) =>
        hasKey ? new { error = "unauthorized" } : new { message = "Unauthorized: No tokens provided" };

    public override object Refused(Call call, RefusalReason reason) => reason switch
    {
        RefusalReason.Forbidden => new { error = "Your plan does not include pulse." },
        RefusalReason.Concurrency => new { error = "Concurrency limit reached" },
        _ => new { error = "Rate limit exceeded. Please retry after a short backoff." },
    };

    public override object Other(Call call, int status) => status switch
    {
        400 => BadAudio("Invalid file format. Supported formats: audio/*"),
        401 => Unauthorized(call, true),
        403 => Refused(call, RefusalReason.Forbidden),
        429 => Refused(call, RefusalReason.RateLimit),
        _ => new { error = "Internal server error" },
    };

    public static object BadAudio(string errors) => new { errors, status = "error", message = "Error handling audio data" };

    public static object NotInRegion(string language, string region) => new
    {
        status = "error",
        error_code = "LANGUAGE_NOT_ENABLED_IN_REGION",
        message = $"Language '{language}' has not been enabled in this region. Please contact support to request access.",
        language,
        region,
    };
}
