using System.CommandLine;
using MedSsl.AllInOne.Sessions;
using MedSsl.Dicom.Network.Client;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.AllInOne.Commands;

/// <summary>The one way a verb runs and fails.</summary>
internal static class Verb
{
    /// <summary>Gives <paramref name="command"/> an action; errors that the user can mend become one message and an exit code.</summary>
    public static Command Does(this Command command, Func<ParseResult, Output, CancellationToken, Task<int>> action)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new Output(parsed.GetValue(GlobalOptions.Json));
            try
            {
                return await action(parsed, output, cancellationToken);
            }
            catch (UsageException exception)
            {
                return output.Error(exception.Message, ExitCodes.Usage);
            }
            catch (Ingestion.Imports.ImportException exception)
            {
                return output.Error(exception.Message, ExitCodes.Usage);
            }
            catch (OptionsValidationException exception)
            {
                return output.Error("the configuration is wrong:\n  " + string.Join("\n  ", exception.Failures), ExitCodes.Configuration);
            }
            catch (DataFolderInUseException exception)
            {
                return output.Error(exception.Message, ExitCodes.InUse);
            }
            catch (Exception exception) when (exception is CommandFailedException or ObjectStoreUnavailableException or ObjectIntegrityException or DicomClientException)
            {
                return output.Error(exception.Message, ExitCodes.Failure);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return output.Error("stopped; what was begun goes on when the platform starts again", ExitCodes.Failure);
            }
            catch (Exception exception)
            {
                // The edge of the process: a fault of ours, told whole so that it can be reported.
                return output.Error($"this should not have happened, please report it:\n{exception}", ExitCodes.Failure);
            }
        });
        return command;
    }
}
