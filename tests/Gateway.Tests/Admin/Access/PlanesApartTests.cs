using System.Net;
using Gateway.RequestPath;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Admin.Access;

/// <summary>What guards the admin plane is no stage of a call: it reads the database.</summary>
public sealed class PlanesApartTests
{
    [Fact]
    public async Task CallOfTheDataPlane_NeverAsksWhoAdministrates()
    {
        await using var upstream = await RecordingUpstream.StartAsync();
        await using var gateway = await GatewayUnderTest.StartAsync(upstream.Http1Address, setup => setup.Services = services =>
            services.Replace(ServiceDescriptor.Scoped<IAuthenticationHandlerProvider, CountedHandlers>()));

        using var answer = await gateway.Client(WireProtocol.Http1).GetAsync("/waves/v1/lightning-v3.1/get_voices", Patience.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, CountedHandlers.Asked);

        using var administrator = new HttpClient { BaseAddress = gateway.AdminAddress };
        using var refusal = await administrator.GetAsync("/admin/v1/keys", Patience.Token);
        Assert.NotEqual(0, CountedHandlers.Asked);
    }

    private sealed class CountedHandlers(IAuthenticationSchemeProvider schemes) : IAuthenticationHandlerProvider
    {
        private static int Count;
        private readonly AuthenticationHandlerProvider _inner = new(schemes);

        public static int Asked => Volatile.Read(ref Count);

        public Task<IAuthenticationHandler?> GetHandlerAsync(HttpContext context, string authenticationScheme)
        {
            Interlocked.Increment(ref Count);
            return _inner.GetHandlerAsync(context, authenticationScheme);
        }
    }
}
