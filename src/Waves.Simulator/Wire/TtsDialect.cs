using Waves.Simulator.Limits;

namespace Waves.Simulator.Wire;

/// <summary>D-TTS: <c>{"error":"&lt;Name&gt;","message"}</c> on T1, T2, T4, T5 and V5.</summary>
internal sealed class TtsDialect : Dialect
{
    public static TtsDialect Instance { get; } = new();

    public override object Unauthorized(Call call, bool hasKey) => Body("Unauthorized", "Bearer token is missing or invalid.");

    // The contract knows the status only; name and text are of the documented shape.
    public override object Refused(Call call, RefusalReason reason) => reason switch
    {
        RefusalReason.Forbidden => Body("Forbidden", "Your plan does not include this product."),
        RefusalReason.Concurrency => Body("TooManyRequests", "Concurrency limit reached"),
        _ => Body("TooManyRequests", "Rate limit exceeded"),
    };

    public override object Other(Call call, int status) => status switch
    {
        400 => Invalid("Invalid input data"),
        401 => Unauthorized(call, true),
        403 => Refused(call, RefusalReason.Forbidden),
        429 => Refused(call, RefusalReason.Concurrency),
        502 => Body("BadGateway", "The model could not be reached."),
        503 => Body("ServiceUnavailable", "The service is overloaded."),
        _ => Body("InternalServerError", "An unexpected error occurred."),
    };

    public static object Invalid(string message) => Body("InvalidRequest", message);

    private static object Body(string error, string message) => new { error, message };
}
