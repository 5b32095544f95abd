using MedSsl.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Audit;

internal static class AuditRegistration
{
    /// <summary>
    /// The audit trail. Services end in the reverse order of their registration: this comes before everything that has something to tell, and what
    /// carries the trail away comes before the trail.
    /// </summary>
    public static void AddAuditTrail(this IHostApplicationBuilder builder, byte[] siteKey)
    {
        builder.AddValidatedOptions<AuditOptions>(AuditOptions.SectionName);
        AuditMetrics.Initialize();
        builder.Services.AddSingleton(provider => new AuditPlace(
            provider.GetRequiredService<IOptions<AuditOptions>>().Value, provider.GetRequiredService<IOptions<HostingOptions>>().Value, siteKey));
        builder.Services.AddSingleton<AuditTrail>();
        builder.Services.AddSingleton<SecurityAlerts>();
        builder.Services.AddSingleton<ImportAudit>();
        builder.Services.AddSingleton<TransferAudit>();
        builder.Services.AddHostedService<AuditForwarding>();
        builder.Services.AddHostedService<AuditUpkeep>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SecurityAlerts>());
        builder.Services.AddHostedService(provider => provider.GetRequiredService<TransferAudit>());
    }
}
