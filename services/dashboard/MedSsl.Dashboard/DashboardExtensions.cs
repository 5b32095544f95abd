using MassTransit;
using MedSsl.Dashboard.Timelines;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MedSsl.Dashboard;

/// <summary>One page that says where everything is, read from the object store.</summary>
public static class DashboardExtensions
{
    /// <summary>The service, for a host. It keeps nothing and listens to nobody.</summary>
    public static ServiceModule Module { get; } = new("dashboard", _ => { }, AddDashboardConsumers, MapDashboard);

    /// <summary>The dashboard listens to nobody on the bus: its input is the object store.</summary>
    public static void AddDashboardConsumers(this IRegistrationConfigurator bus) => ArgumentNullException.ThrowIfNull(bus);

    private static void MapDashboard(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", async (IObjectStore store, CancellationToken token) =>
            Results.Content(DashboardPage.Render(await PlatformStatus.ReadAsync(store, token)), "text/html; charset=utf-8"));
        endpoints.MapGet("/status", async (IObjectStore store, CancellationToken token) => Results.Ok(await PlatformStatus.ReadAsync(store, token)));
        TimelineEndpoints.Map(endpoints);
    }
}
