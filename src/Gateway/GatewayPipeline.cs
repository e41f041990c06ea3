using Gateway.Admin;
using Gateway.Admission;
using Gateway.Budgets;
using Gateway.Caller;
using Gateway.Edge;
using Gateway.Forwarding;
using Gateway.Metering;
using Gateway.Relay;
using Gateway.Routing;
using Gateway.Telemetry;
using Gateway.Upstream;
using Gateway.Validation;

namespace Gateway;

/// <summary>The way of a request, top to bottom. The only place that fixes the order of the stages.</summary>
internal static class GatewayPipeline
{
    public static void UseGateway(this WebApplication app)
    {
        app.UseAdminPlane();      // health, metrics, administration: another listener, another pipeline

        app.UseStageClock();      // how long each stage takes, of some requests
        app.UseCredentials();     // take the key off the request before anything can log it
        app.UseEdge();            // request id, strictness, the last-resort answer
        app.UseCrossOrigin();     // may pages of this origin call at all?
        app.UseRouting();         // which row of the contract table?
        app.UseTelemetry();       // duration and outcome per row
        app.UseContractRouting(); // what becomes of retired and unknown paths
        app.UseDrain();           // no new work while shutting down
        app.UseCaller();          // which virtual key, and may it?
        app.UseUpstream();        // which account will serve it?
        app.UseValidation();      // refuse what the upstream would refuse
        app.UseBudgets();         // refuse what key or team have no budget left for
        app.UseMetering();        // one record of what was used, once the slot is free again
        app.UseAdmission();       // requests a minute, slots, sockets: wait a fair turn or say when
        app.UseBudgetNames();     // what the call counts for, under the id of its usage record
        app.MapBrowserTokens();   // a permission for one socket, minted by whoever holds a key
        app.MapWaves(app.Services.GetRequiredService<RelayEndpoint>().RelayAsync); // the ends of the path: forward, or relay a socket
    }
}
