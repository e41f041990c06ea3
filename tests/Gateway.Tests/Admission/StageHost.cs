using System.Collections.Frozen;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Policies.Admission;
using Gateway.Policies.Contracts;
using Gateway.Policies.Errors;
using Gateway.Policies.Keys;
using Gateway.Policies.Plans;
using Gateway.Policies.Validation;
using Gateway.Routing;
using Gateway.Storage;
using Gateway.Upstream;
using Gateway.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Admission;

/// <summary>The admission stage alone, behind a real Kestrel: what the earlier stages find out is given.</summary>
internal sealed class StageHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StageHost(WebApplication app)
    {
        _app = app;
        Client = new() { BaseAddress = new(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IAdmissionView Books => _app.Services.GetRequiredService<IAdmissionView>();

    /// <param name="limits">Figures of the account's pool.</param>
    /// <param name="time">The clock of the books.</param>
    /// <param name="end">What stands behind the stage.</param>
    public static async Task<StageHost> StartAsync(LimitSet limits, TimeProvider time, RequestDelegate end)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IPlanCatalog>(new PlanCatalog(new StoredDocuments()));
        builder.Services.AddAdmission();
        var app = builder.Build();

        var contract = new WavesContract { Id = "L1", Summary = "chat", Transport = Transport.Http, Path = "/chat/completions", LimitGroup = LimitGroup.Chat, Dialect = ErrorDialects.Plain };
        var key = new VirtualKey { Id = "key_1", Team = "blue" };
        var account = new UpstreamAccount("main", new("secret"), new("test", new Dictionary<LimitGroup, LimitSet> { [LimitGroup.Chat] = limits }.ToFrozenDictionary()), []);
        app.Use(next => context =>
        {
            context.Keep<IContractFeature>(new ContractFeature(contract, contract, "/waves/v1/chat/completions"));
            context.Keep<ICallerFeature>(new CallerFeature(key));
            context.Keep<IUpstreamFeature>(new UpstreamFeature(account));
            context.Keep<IRequestFactsFeature>(new RequestFactsFeature(new BodyFacts { Model = "electron" }, default));
            return next(context);
        });
        app.UseAdmission();
        app.Run(end);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>The pool as it stands, once it fulfils a condition.</summary>
    public async Task<PoolView> PoolAsync(Func<PoolView, bool> when)
    {
        var patience = TestContext.Current.CancellationToken;
        while (true)
        {
            var view = await Books.ViewAsync("main", patience);
            if (view.Pools.SingleOrDefault() is { } pool && when(pool))
                return pool;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
