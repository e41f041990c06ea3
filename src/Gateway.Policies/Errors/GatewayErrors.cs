using System.Globalization;
using Gateway.Policies.Contracts;

namespace Gateway.Policies.Errors;

/// <summary>
/// The errors that stages have in common. Messages say what was wrong, what is allowed and what to do next; where an
/// endpoint has words of its own for a condition, its dialect uses those.
/// </summary>
public static class GatewayErrors
{
    /// <summary>No key was sent.</summary>
    public static GatewayError MissingKey { get; } =
        new(ErrorKind.MissingKey, "Missing API key. Send it as 'Authorization: Bearer <key>'.");

    /// <summary>A key was sent that is malformed, unknown, expired or revoked; the caller is not told which.</summary>
    public static GatewayError UnknownKey { get; } = new(ErrorKind.UnknownKey, "Invalid API key");

    /// <summary>The body is not JSON, or not a JSON object.</summary>
    public static GatewayError MalformedJson { get; } =
        new(ErrorKind.Malformed, "The request body is not a valid JSON object in UTF-8.");

    /// <summary>The body is compressed; what has to be judged is read as it came.</summary>
    public static GatewayError CompressedBody { get; } =
        new(ErrorKind.Malformed, "The request body is compressed (Content-Encoding). Send it uncompressed.");

    /// <summary>The body is not the multipart form that it claims to be.</summary>
    public static GatewayError MalformedForm { get; } =
        new(ErrorKind.Malformed, "The request body is not a valid multipart/form-data form.");

    /// <summary>No such route.</summary>
    public static GatewayError NotFound { get; } = new(ErrorKind.NotFound, "No such route. Waves endpoints are below /waves/v1/.");

    /// <summary>The upstream could not be reached, or broke before it answered.</summary>
    public static GatewayError UpstreamUnreachable { get; } =
        new(ErrorKind.UpstreamUnreachable, "The upstream service could not be reached.");

    /// <summary>The upstream broke after it began to answer.</summary>
    public static GatewayError UpstreamBroke { get; } =
        new(ErrorKind.UpstreamUnreachable, "The upstream service ended its answer early.");

    /// <summary>The upstream did not answer in time.</summary>
    public static GatewayError UpstreamTimeout { get; } =
        new(ErrorKind.UpstreamTimeout, "The upstream service did not answer in time.");

    /// <summary>A bug of ours.</summary>
    public static GatewayError Internal { get; } = new(ErrorKind.Internal, "An unexpected error occurred.");

    /// <summary>The key may not use this endpoint.</summary>
    public static GatewayError ForbiddenEndpoint(WavesContract contract) =>
        new(ErrorKind.Forbidden, $"This key may not use endpoint {contract.Id}.");

    /// <summary>The key may not use this model.</summary>
    /// <param name="model">As the caller spelled it; shown only up to a bound and without control characters.</param>
    public static GatewayError ForbiddenModel(string model) => new(ErrorKind.Forbidden, $"This key may not use {ShownText.Of(model)}.");

    /// <summary>The key may use some models only, and this route does not tell which one it means.</summary>
    public static GatewayError UntoldModel { get; } =
        new(ErrorKind.Forbidden, "This key may use certain models only, and this route does not say which model it uses.");

    /// <summary>The key is bound to networks, and the call comes from another.</summary>
    public static GatewayError ForbiddenAddress { get; } = new(ErrorKind.Forbidden, "This key may not be used from this address.");

    /// <summary>The key is bound to web origins, and the page is of another.</summary>
    public static GatewayError ForbiddenOrigin { get; } = new(ErrorKind.Forbidden, "This key may not be used by pages of this origin.");

    /// <summary>The key may not use this voice.</summary>
    public static GatewayError ForbiddenVoice { get; } = new(ErrorKind.Forbidden, "This key may not use this voice.");

    /// <summary>The key is bound to an account that the settings of this process do not have.</summary>
    public static GatewayError ForbiddenAccount { get; } = new(ErrorKind.Forbidden, "This key belongs to an account that is not configured here.");

    /// <summary>The key has spent its budget. Never retried by official clients, unlike 429 (waves-api 3.2).</summary>
    /// <param name="period">What the budget is for, as an adjective: <c>monthly</c>.</param>
    public static GatewayError BudgetExhausted(string period) => new(ErrorKind.BudgetExhausted, $"This key has used up its {period} budget");

    /// <summary>As <see cref="BudgetExhausted"/>, for the budget that all keys of a team share.</summary>
    public static GatewayError TeamBudgetExhausted(string period) => new(ErrorKind.BudgetExhausted, $"The team of this key has used up its {period} budget");

    /// <summary>Too many requests in 60 s.</summary>
    /// <param name="holder">Whose limit, as the start of a sentence: <c>Plan 'standard'</c>, <c>Team 'apps'</c>, <c>This key</c>.</param>
    /// <param name="requestsPerMinute">The limit.</param>
    /// <param name="retryAfter">When a caller that is alone would get in.</param>
    public static GatewayError RateLimited(string holder, int requestsPerMinute, TimeSpan retryAfter) => new(
        ErrorKind.RateLimited,
        string.Create(CultureInfo.InvariantCulture, $"Rate limit exceeded: {holder} allows {requestsPerMinute} requests per minute. Retry in {WholeSeconds(retryAfter)} s."))
    {
        RetryAfter = retryAfter,
    };

    /// <summary>Too much at once.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="unit">What is counted, in the plural: <c>syntheses</c>, <c>requests</c>, <c>sessions</c>.</param>
    /// <param name="retryAfter">When it makes sense to try again.</param>
    public static GatewayError ConcurrencyLimited(int limit, string unit, TimeSpan retryAfter) => new(
        ErrorKind.ConcurrencyLimited,
        string.Create(CultureInfo.InvariantCulture, $"Concurrency limit reached: {limit} of {limit} {unit} active."))
    {
        RetryAfter = retryAfter,
    };

    /// <summary>The body is larger than the endpoint takes.</summary>
    public static GatewayError BodyTooLarge(long maxBytes) => new(
        ErrorKind.BodyTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The request body exceeds the maximum of {maxBytes} bytes."));

    /// <summary>A message that cannot be judged whole, of a key that may use certain models or voices only.</summary>
    /// <param name="maxBytes">Longest message that is judged.</param>
    public static GatewayError MessageTooLarge(int maxBytes) => new(
        ErrorKind.BodyTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"This key may use certain models or voices only; its messages may have at most {maxBytes} bytes."));

    /// <summary>The caller stopped sending its body, or sent it slower than anybody can wait for.</summary>
    public static GatewayError BodyTooSlow { get; } = new(ErrorKind.BodyTooSlow, "The request body did not arrive in time.");

    /// <summary>The route exists, not with this method.</summary>
    /// <param name="allowed">The methods it answers to.</param>
    public static GatewayError MethodNotAllowed(IEnumerable<string> allowed) =>
        new(ErrorKind.MethodNotAllowed, $"Method not allowed. This route answers to {string.Join(", ", allowed)}.");

    /// <summary>The route is retired (waves-api 3.1, D-GONE).</summary>
    public static GatewayError Gone(WavesContract contract)
    {
        var endpoint = contract.Lifecycle.RecommendedEndpoint ?? contract.Lifecycle.Successor;
        return endpoint is null
            ? new(ErrorKind.Gone, "This model is retired.")
            : new(ErrorKind.Gone, $"This model is retired. Please migrate to lightning-v3.1 via {endpoint}.") { Successor = endpoint };
    }

    /// <summary>The circuit to the upstream is open, or the gateway is out of room.</summary>
    public static GatewayError Unavailable(TimeSpan retryAfter) =>
        new(ErrorKind.Unavailable, "The service is temporarily unavailable, please retry.") { RetryAfter = retryAfter };

    /// <summary>The gateway is shutting down; another replica, or its successor, answers.</summary>
    public static GatewayError Draining(TimeSpan retryAfter) =>
        new(ErrorKind.Unavailable, "The service is restarting, please reconnect.") { RetryAfter = retryAfter };

    private static long WholeSeconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
}
