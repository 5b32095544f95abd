using MedSsl.Hosting;
using MedSsl.Ingestion;

return await ServiceHost.RunAsync(args, IngestionExtensions.Module);
