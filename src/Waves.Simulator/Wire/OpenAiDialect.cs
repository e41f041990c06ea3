using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>D-OPENAI: <c>{"error":{"message","type","details"?,"request_id"}}</c> on L1 and X1.</summary>
internal sealed class OpenAiDialect(string product) : Dialect
{
    public static OpenAiDialect Chat { get; } = new("Electron");

    public static OpenAiDialect TextIntelligence { get; } = new("Text intelligence");

    public override object Unauthorized(Call call, bool hasKey) => Body(call, "Invalid API key", "authentication_error");

    public override object Refused(Call call, RefusalReason reason) => reason switch
    {
        RefusalReason.Forbidden => Body(call, $"{product} is not part of this plan", "permission_error"),
        RefusalReason.Concurrency => Body(call, "Concurrency limit reached", "rate_limit_error"),
        _ => Body(call, "Rate limit exceeded", "rate_limit_error"),
    };

    public override object Other(Call call, int status) => status switch
    {
        400 or 413 => Body(call, "Invalid input data", "invalid_request_error"),
        401 => Unauthorized(call, true),
        403 => Refused(call, RefusalReason.Forbidden),
        429 => Refused(call, RefusalReason.RateLimit),
        502 => Body(call, "Upstream model unavailable", "api_error"),
        503 => Body(call, "Model overloaded", "api_error"),
        _ => Body(call, "Internal server error", "api_error"),
    };

    /// <summary>A refusal of what was asked for; each detail names a field.</summary>
    public static object Invalid(Call call, params object[] details) => Body(call, "Invalid input data", "invalid_request_error", details);

    private static object Body(Call call, string message, string type, object[]? details = null) =>
        new { error = new { message, type, details, request_id = call.RequestId } };
}
