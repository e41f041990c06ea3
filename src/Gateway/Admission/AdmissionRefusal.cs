using System.Globalization;
using Gateway.Errors;
using Gateway.Policies.Admission;
using Gateway.Policies.Errors;

namespace Gateway.Admission;

/// <summary>Words a refusal for the caller: whose limit, what it is, when to try again.</summary>
internal static class AdmissionRefusal
{
    /// <summary>The error for a decision that did not admit.</summary>
    public static GatewayError Describe(AdmissionRequest request, in AdmissionDecision decision)
    {
        var retry = $"Retry in {ErrorResponseWriter.WholeSeconds(decision.RetryAfter)} s.";
        var holder = HolderOf(request, decision.Level);
        var figure = decision.Figure.ToString(CultureInfo.InvariantCulture);
        var (kind, message) = decision.Limit switch
        {
            LimitKind.RequestsPerMinute => (ErrorKind.RateLimited, $"Rate limit exceeded: {holder} allows {figure} requests per minute. {retry}"),
            LimitKind.Sockets => (ErrorKind.ConcurrencyLimited, $"Concurrency limit reached: {holder} allows {figure} open sockets. {retry}"),
            LimitKind.QueueFull => (ErrorKind.ConcurrencyLimited, $"Concurrency limit reached, and {figure} requests of this team wait already. {retry}"),
            LimitKind.StoreUnavailable => (ErrorKind.Unavailable, $"Capacity cannot be checked just now. {retry}"),
            _ => (ErrorKind.ConcurrencyLimited, $"Concurrency limit reached: {holder} allows {figure} at once. {retry}"),
        };
        return new(kind, message) { RetryAfter = decision.RetryAfter };
    }

    private static string HolderOf(AdmissionRequest request, LimitLevel level) => level switch
    {
        LimitLevel.Team => "this team",
        LimitLevel.Key => "this key",
        _ => $"the plan for {(request.Levels.IsEmpty ? "this endpoint" : request.Levels[0].Id)}",
    };
}
