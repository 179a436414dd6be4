// forward LISTEN TARGET [COMMAND ARG...]: copies connections between TCP addresses and Unix sockets (a name with a / or ending in .sock);
// a COMMAND lives and dies with it. LISTEN's address is written to LISTEN_FILE, if that is set.
package main

import (
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

func network(name string) string {
	if strings.Contains(name, "/") || strings.HasSuffix(name, ".sock") {
		return "unix"
	}
	return "tcp"
}

func main() {
	runtime.LockOSThread() // the command dies with this thread
	from, to := os.Args[1], os.Args[2]
	if network(from) == "unix" {
		os.Remove(from)
	}
	l, err := net.Listen(network(from), from)
	if err != nil {
		log.Fatal(err)
	}
	if f := os.Getenv("LISTEN_FILE"); f != "" {
		if err := os.WriteFile(f, []byte(l.Addr().String()), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	go func() {
		for {
			a, err := l.Accept()
			if err != nil {
				log.Fatal(err)
			}
			go func() {
				defer a.Close()
				b, err := net.Dial(network(to), to)
				if err != nil {
					return
				}
				defer b.Close()
				done := make(chan struct{})
				go func() { io.Copy(b, a); b.(interface{ CloseWrite() error }).CloseWrite(); close(done) }()
				io.Copy(a, b)
				a.(interface{ CloseWrite() error }).CloseWrite()
				<-done
			}()
		}
	}()
	if len(os.Args) == 3 {
		select {}
	}
	c := exec.Command(os.Args[3], os.Args[4:]...)
	c.Stdout, c.Stderr, c.SysProcAttr = os.Stdout, os.Stderr, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.Run(); err != nil {
		log.Fatal(err)
	}
}
