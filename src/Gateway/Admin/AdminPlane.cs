using Gateway.Admin.Access;
using Gateway.Admin.Http;
using Gateway.Edge;
using Gateway.Telemetry;

namespace Gateway.Admin;

/// <summary>The pipeline of the admin listener. It shares the process with the data plane, never a route.</summary>
internal static class AdminPlane
{
    /// <summary>Branches off everything that came through the admin listener.</summary>
    public static void UseAdminPlane(this WebApplication app)
    {
        app.KeepAdminAccessApart();
        app.MapWhen(
            static context => ReferenceEquals(Plane.Of(context), Plane.Admin),
            admin =>
            {
                admin.UseThreadPool(); // what follows reads and writes the database
                admin.UseMetrics();
                admin.UseUnroutedProblems();
                admin.UseRouting();
                admin.UseAdminAccess();
                admin.UseEndpoints(endpoints =>
                {
                    endpoints.MapHealth();
                    endpoints.MapAdminApi();
                });
            });
    }
}
