using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>D-PLAIN, D-CLONE and D-DICT: <c>{"error"}</c>, in places with one field more.</summary>
internal sealed class PlainDialect : Dialect
{
    public static PlainDialect Instance { get; } = new();

    public override object Unauthorized(Call call, bool hasKey) => Body("Unauthorized");

    public override object Refused(Call call, RefusalReason reason) => reason switch
    {
        RefusalReason.Forbidden => Body("Your plan does not include this feature."),
        RefusalReason.Concurrency => Body("Concurrency limit reached"),
        _ => Body("Rate limit exceeded"),
    };

    public override object Other(Call call, int status) => status switch
    {
        400 => Body("Invalid request body"),
        401 => Unauthorized(call, true),
        403 => Refused(call, RefusalReason.Forbidden),
        404 => Body("Not found"),
        429 => Refused(call, RefusalReason.RateLimit),
        500 when call.Row.Id == "V1" => new { error = "Voice clone timed out", error_code = "voice_clone_timeout" },
        502 => Body("Bad gateway"),
        503 => Body("Service unavailable"),
        _ => Body("Internal server error"),
    };

    public static object Body(string error) => new { error };
}
