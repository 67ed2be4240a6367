package dev.awl.endtoend;

import java.nio.file.Path;

/** Settings of FTP servers for anonymous users, who may write; what is asked besides is added. */
final class FtpConfig {
  private FtpConfig() {}

  static String vsftpd(int port, String more) {
    return """
           listen=NO
           listen_ipv6=YES
           listen_port=%d
           background=NO
           anonymous_enable=YES
           anon_root=%s
           write_enable=YES
           anon_upload_enable=YES
           anon_other_write_enable=YES
           anon_mkdir_write_enable=YES
           anon_umask=022
           no_anon_password=YES
           seccomp_sandbox=NO
           isolate=NO
           isolate_network=NO
           secure_chroot_dir=/run/lab
           """
            .formatted(port, FtpServer.DIRECTORY)
        + more;
  }

  /** Nothing but TLS; a data connection resumes the session of its control connection. */
  static String vsftpdTls(Path key) {
    return """
           ssl_enable=YES
           allow_anon_ssl=YES
           force_anon_logins_ssl=YES
           force_anon_data_ssl=YES
           rsa_cert_file=%1$s
           rsa_private_key_file=%1$s
           ssl_ciphers=HIGH
           """
        .formatted(key);
  }

  static String proftpd(int port, String more) {
    return more
        + """
          ServerName lab
          ServerType standalone
          Port %1$d
          UseIPv6 on
          User ftp
          Group ftp
          ScoreboardFile /run/lab/scoreboard-%1$d
          PidFile /run/lab/proftpd-%1$d.pid
          DelayEngine off
          UseReverseDNS off
          WtmpLog off
          TransferLog none
          AllowOverwrite on
          AllowStoreRestart on
          AllowRetrieveRestart on
          RequireValidShell off
          AuthPAM off
          <Anonymous %2$s>
          User ftp
          Group ftp
          UserAlias anonymous ftp
          RequireValidShell off
          <Limit WRITE>
          AllowAll
          </Limit>
          </Anonymous>
          """
            .formatted(port, FtpServer.DIRECTORY);
  }

  /**
   * A Python program.
   *
   * @param handler the class that serves a connection
   * @param more what is set in it
   */
  static String pyftpdlib(int port, String handler, String more) {
    return """
           from pyftpdlib.authorizers import DummyAuthorizer
           from pyftpdlib.handlers import %1$s as Handler
           from pyftpdlib.servers import FTPServer
           users = DummyAuthorizer()
           users.add_anonymous("%2$s", perm="elradfmwMT")
           Handler.authorizer = users
           %3$s
           FTPServer(("::", %4$d), Handler).serve_forever()
           """
        .formatted(handler, FtpServer.DIRECTORY, more, port);
  }
}
