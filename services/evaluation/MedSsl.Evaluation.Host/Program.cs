using MedSsl.Hosting;
using MedSsl.Evaluation;

return await ServiceHost.RunAsync(args, EvaluationExtensions.Module);
