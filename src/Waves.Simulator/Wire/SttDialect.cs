using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>D-STT: <c>{"error","request_id","details"?}</c> on S1.</summary>
internal sealed class SttDialect : Dialect
{
    public static SttDialect Instance { get; } = new();

    public override object Unauthorized(Call call, bool hasKey) => Body(call, "Unauthorized");

    public override object Refused(Call call, RefusalReason reason) => reason switch
    {
        RefusalReason.Forbidden => Body(call, $"Your plan does not include {call.Query("model") ?? "this model"}."),
        RefusalReason.Concurrency => Body(call, "Concurrency limit reached"),
        _ => Body(call, "Rate limit exceeded. Please retry after a short backoff."),
    };

    public override object Other(Call call, int status) => status switch
    {
        400 => Body(call, "Invalid request"),
        401 => Unauthorized(call, true),
        403 => Refused(call, RefusalReason.Forbidden),
        413 => Body(call, "File size exceeds maximum limit of 250MB."),
        429 => Refused(call, RefusalReason.RateLimit),
        503 => Body(call, "Worker temporarily unavailable."),
        _ => Body(call, "Internal server error"),
    };

    public static object Body(Call call, string error, params object[] details) =>
        new { error, request_id = call.RequestId, details = details.Length == 0 ? null : details };
}
