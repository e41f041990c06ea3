using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Gateway.Admin.Http;
using Gateway.Configuration;

namespace Gateway.Admin.Remote;

/// <summary>Calls the admin API of a running gateway; its problems become faults again. Thread-safe.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    /// <param name="gateway">Root of the admin plane: <c>http://127.0.0.1:8081</c>.</param>
    /// <param name="key">The admin key, or a token of the identity provider.</param>
    public AdminClient(Uri gateway, Secret key)
    {
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new(gateway, AdminApi.Prefix + "/"),
            Timeout = Timeout,
        };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", key.Reveal());
    }

    /// <summary>Asks for a document.</summary>
    /// <param name="path">Below <c>/admin/v1/</c>, with its query.</param>
    /// <param name="type">How the answer is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AdminResult<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => SendAsync(new(HttpMethod.Get, path), type, cancellationToken);

    /// <summary>Asks for a change.</summary>
    /// <param name="method">What to do.</param>
    /// <param name="path">Below <c>/admin/v1/</c>, with its query.</param>
    /// <param name="body">JSON; null: none.</param>
    /// <param name="call">Conditions; who asks is known by the credential.</param>
    /// <param name="type">How the answer is read.</param>
    /// <param name="cancellationToken">Gives up; the change may have been made.</param>
    public Task<AdminResult<T>> ChangeAsync<T>(HttpMethod method, string path, JsonNode? body, AdminCall call, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(AdminJson.Options), new MediaTypeHeaderValue("application/json"));
        if (call.ExpectedVersion is { } version)
            request.Headers.IfMatch.Add(new(AdminRequest.TagOf(version)));
        if (call.IdempotencyKey is { } key)
            request.Headers.Add("Idempotency-Key", key);
        return SendAsync(request, type, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<AdminResult<T>> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                if (response.IsSuccessStatusCode)
                    return await response.Content.ReadFromJsonAsync(type, cancellationToken) is { } document ? document : NotAGateway(response);
                return response.Content.Headers.ContentType?.MediaType == AdminProblem.ContentType
                    && await response.Content.ReadFromJsonAsync(AdminJson.Problem, cancellationToken) is { } problem
                        ? AdminProblem.FaultOf(problem)
                        : NotAGateway(response);
            }
            catch (HttpRequestException exception)
            {
                return Unavailable($"The gateway at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} cannot be reached: {exception.InnerException?.Message ?? exception.Message}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Unavailable($"The gateway at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} has not answered for {Timeout.TotalSeconds} s.");
            }
            catch (JsonException)
            {
                return Unavailable("The answer is not one of this version's admin API.");
            }
        }
    }

    private static AdminFault NotAGateway(HttpResponseMessage response) =>
        Unavailable($"The answer ({(int)response.StatusCode}) is none of a gateway's admin API: is the URL that of the admin plane?");

    private static AdminFault Unavailable(string message) => new(AdminFaultKind.Unavailable, message);
}
