using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace MedSsl.Hosting;

/// <summary>All that a host needs to know of a service: what it registers, what it subscribes to, what it serves over HTTP.</summary>
/// <param name="Name">Name of the service, for example <c>ingestion</c>.</param>
/// <param name="AddServices">Registers options, core, reconcilers and workers.</param>
/// <param name="AddConsumers">Lists the consumers, by hand: the list is the documentation of the subscriptions.</param>
/// <param name="MapEndpoints">Maps HTTP endpoints; null where the service has none of its own.</param>
public sealed record ServiceModule(
    string Name,
    Action<IHostApplicationBuilder> AddServices,
    Action<IRegistrationConfigurator> AddConsumers,
    Action<IEndpointRouteBuilder>? MapEndpoints = null);
