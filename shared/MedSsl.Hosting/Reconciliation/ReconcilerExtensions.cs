using Microsoft.Extensions.DependencyInjection;

namespace MedSsl.Hosting.Reconciliation;

/// <summary>Registration of reconcilers.</summary>
public static class ReconcilerExtensions
{
    /// <summary>The lease under which a reconciler runs: who holds it knows that no pass is under way anywhere.</summary>
    /// <param name="reconciler">Name of the reconciler.</param>
    public static string LeaseName(string reconciler) => $"reconcile/{reconciler}";

    /// <summary>Registers a reconciler, its signal and its loop.</summary>
    public static IServiceCollection AddReconciler<T>(this IServiceCollection services)
        where T : class, IReconciler
    {
        services.AddSingleton<T>();
        services.AddSingleton<IReconciler>(provider => provider.GetRequiredService<T>());
        services.AddSingleton<ReconcileSignal<T>>();
        services.AddHostedService<ReconcileLoop<T>>();
        return services;
    }
}
