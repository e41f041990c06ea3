using System.Net;
using Gateway.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Admission;

public sealed class AdmissionStageTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Request_WithRoom_PassesAndIsToldWhereItStands()
    {
        await using var host = await StageHost.StartAsync(new() { RequestsPerMinute = 10, Slots = 3 }, _time, Answer);

        using var answer = await host.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("10", Header(answer, "x-ratelimit-limit-requests"));
        Assert.Equal("9", Header(answer, "x-ratelimit-remaining-requests"));
        Assert.Equal("0", Header(answer, "X-Gateway-Queue-Ms"));
    }

    [Fact]
    public async Task Request_BeyondTheMinute_IsRefusedWithATrueRetryAfter()
    {
        await using var host = await StageHost.StartAsync(new() { RequestsPerMinute = 1 }, _time, Answer);
        (await host.Client.GetAsync("/")).Dispose();
        _time.Advance(TimeSpan.FromSeconds(3));

        using var refused = await host.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("58", Header(refused, "Retry-After"));
        Assert.Equal("rate_limited", Header(refused, "X-Gateway-Error"));
        Assert.Contains("the plan for chat allows 1 requests per minute. Retry in 58 s.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(58));
        using var later = await host.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Request_ThatLeavesLate_CountsFromThen()
    {
        await using var host = await StageHost.StartAsync(new() { RequestsPerMinute = 1 }, _time, async context =>
        {
            // A connection to the upstream is found, and the body begins to flow.
            _time.Advance(TimeSpan.FromSeconds(10));
            await context.Request.Body.CopyToAsync(Stream.Null);
            _time.Advance(TimeSpan.FromSeconds(5));
        });
        (await host.Client.PostAsync("/", new StringContent("{}"))).Dispose();

        using var refused = await host.Client.GetAsync("/");

        Assert.Equal("56", Header(refused, "Retry-After"));
    }

    [Fact]
    public async Task Request_WhileAllSlotsAreTaken_WaitsForTheNextToComeFree()
    {
        var first = new TaskCompletionSource();
        await using var host = await StageHost.StartAsync(new() { Slots = 1 }, _time, context => context.Request.Path == "/first" ? first.Task : Answer(context));
        var holding = host.Client.GetAsync("/first");
        await host.PoolAsync(pool => pool.Slots == 1);
        var waiting = host.Client.GetAsync("/second");
        await host.PoolAsync(pool => pool.Waiting == 1);
        _time.Advance(TimeSpan.FromSeconds(2));

        first.SetResult();

        using var answer = await waiting;
        Assert.Equal("2000", Header(answer, "X-Gateway-Queue-Ms"));
        (await holding).Dispose();
    }

    [Fact]
    public async Task Request_ThatWillNotWait_IsRefusedAtOnce()
    {
        var first = new TaskCompletionSource();
        await using var host = await StageHost.StartAsync(new() { Slots = 1 }, _time, context => context.Request.Path == "/first" ? first.Task : Answer(context));
        var holding = host.Client.GetAsync("/first");
        await host.PoolAsync(pool => pool.Slots == 1);

        using var impatient = new HttpRequestMessage(HttpMethod.Get, "/second");
        impatient.Headers.Add("X-Gateway-Max-Wait", "0");
        using var refused = await host.Client.SendAsync(impatient);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("concurrency_limited", Header(refused, "X-Gateway-Error"));
        first.SetResult();
        (await holding).Dispose();
    }

    [Theory]
    [InlineData("X-Gateway-Max-Wait", "soon")]
    [InlineData("X-Gateway-Lane", "fast")]
    public async Task Request_WithAMalformedHeader_IsRefusedWithoutTakingAnything(string header, string value)
    {
        await using var host = await StageHost.StartAsync(new() { RequestsPerMinute = 1 }, _time, Answer);
        using var malformed = new HttpRequestMessage(HttpMethod.Get, "/");
        malformed.Headers.Add(header, value);

        using var refused = await host.Client.SendAsync(malformed);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var answer = await host.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Slot_GivenBackBeforeTheLastByte_IsFreeBeforeTheCallerCanKnow()
    {
        var end = new TaskCompletionSource();
        await using var host = await StageHost.StartAsync(new() { Slots = 1 }, _time, async context =>
        {
            await context.Find<IAdmissionFeature>()!.ReleaseAsync();
            await context.Response.WriteAsync("last byte");
            await end.Task;
        });
        using var answer = await host.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(0, (await host.PoolAsync(_ => true)).Slots);
        end.SetResult();
    }

    [Fact]
    public async Task Slot_OfACallThatThrows_ComesBack()
    {
        await using var host = await StageHost.StartAsync(new() { Slots = 1 }, _time, _ => throw new InvalidOperationException("a bug"));

        (await host.Client.GetAsync("/")).Dispose();

        Assert.Equal(0, (await host.PoolAsync(pool => pool.Slots == 0)).Slots);
    }

    [Fact]
    public async Task Slot_OfACallerThatLeaves_ComesBack()
    {
        await using var host = await StageHost.StartAsync(new() { Slots = 1 }, _time, context => Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted));
        using var leaves = new CancellationTokenSource();
        var call = host.Client.GetAsync("/", leaves.Token);
        await host.PoolAsync(pool => pool.Slots == 1);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await host.PoolAsync(pool => pool.Slots == 0);
    }

    [Fact]
    public async Task Place_OfACallerThatLeaves_IsGivenUp()
    {
        var first = new TaskCompletionSource();
        await using var host = await StageHost.StartAsync(new() { Slots = 1 }, _time, _ => first.Task);
        var holding = host.Client.GetAsync("/");
        await host.PoolAsync(pool => pool.Slots == 1);
        using var leaves = new CancellationTokenSource();
        var waiting = host.Client.GetAsync("/", leaves.Token);
        await host.PoolAsync(pool => pool.Waiting == 1);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await host.PoolAsync(pool => pool is { Waiting: 0, Slots: 1 });
        first.SetResult();
        (await holding).Dispose();
    }

    private static Task Answer(HttpContext context) => context.Response.WriteAsync("done");

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
