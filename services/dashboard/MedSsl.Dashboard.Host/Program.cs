using MedSsl.Hosting;
using MedSsl.Dashboard;

return await ServiceHost.RunAsync(args, DashboardExtensions.Module);
